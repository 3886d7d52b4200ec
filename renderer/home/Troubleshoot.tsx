import './troubleshoot.css';
import { useCallback, useEffect, useState } from 'react';
import { Check, OctagonX, TriangleAlert } from 'lucide-react';
import type { CommandOutput } from '../../app/bridge/index.ts';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { Modal } from '../components/Modal.tsx';
import { useCommand } from '../state/use-command.ts';

type Checks = CommandOutput<'examine'>['checks'];

const icons = { good: Check, warn: TriangleAlert, bad: OctagonX };

/** What the node finds out about itself, worst first, each with what to do. */
export function Troubleshoot({ onClose }: { onClose: () => void }) {
  const [checks, setChecks] = useState<Checks>();
  const call = useCommand();
  const examine = useCallback(async () => setChecks((await call('examine', {}))?.checks), [call]);
  useEffect(() => void examine(), [examine]);
  const worst = { bad: 0, warn: 1, good: 2 };
  return (
    <Modal title="Why is nobody to be seen?" width={560} onClose={onClose}>
      <ul className="checks">
        {checks
          ?.toSorted((a, b) => worst[a.outcome] - worst[b.outcome])
          .map(({ name, outcome, sentence, advice }) => (
            <li key={name} className={outcome}>
              <Icon of={icons[outcome]} />
              <div>
                <p>{sentence}</p>
                {advice !== '' && <p className="quiet">{advice}</p>}
              </div>
            </li>
          ))}
      </ul>
      <div className="modal-buttons">
        <Button large onClick={() => void examine()}>
          Check again
        </Button>
        <Button large look="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </Modal>
  );
}
