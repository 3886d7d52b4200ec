import './approve.css';
import { useState, type ReactNode } from 'react';
import { Checkbox, Dialog } from 'radix-ui';
import { Check } from 'lucide-react';
import type { FingerprintView, RoleView } from '../../app/bridge/index.ts';
import { Button } from '../components/Button.tsx';
import { Doubts } from '../components/Doubts.tsx';
import { Icon } from '../components/Icon.tsx';
import { clusterName } from '../state/standing.ts';
import { useSlice } from '../state/app.ts';
import { FingerprintPicture } from './FingerprintPicture.tsx';
import { RoleChoice } from './RoleChoice.tsx';

export interface ApproveDialogProps {
  person: string;
  machine: string;
  address: string;
  fingerprint: FingerprintView;
  /** What to be careful about, one sentence each. */
  doubts: readonly string[];
  /** What they have shown: a code, an invitation, nothing. */
  by: ReactNode;
  proposed: RoleView;
  /** Until nobody can decide any more, as `1:24`; absent where one has all the time. */
  left?: string;
  onDecide: (accept: boolean, role: RoleView, mayHost: boolean) => void;
  onLater: () => void;
}

/** One question about one person: who they are, what to compare, what they may do. Enter does nothing here. */
export function ApproveDialog({ person, onDecide, onLater, proposed, left, ...who }: ApproveDialogProps) {
  const cluster = clusterName(useSlice('cluster')) ?? 'the cluster';
  const [role, setRole] = useState<RoleView>(proposed);
  const [carries, setCarries] = useState(proposed !== 'viewer');
  const mayHost = carries && role !== 'viewer';
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onLater()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content
          className="modal approve"
          aria-describedby={undefined}
          // Nothing is chosen beforehand: a key that was meant for a text must not let anybody in.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
          onPointerDownOutside={(event) => event.preventDefault()}
        >
          <Dialog.Title className="modal-title">
            Let <bdi>{person}</bdi> into <bdi>{cluster}</bdi>?
          </Dialog.Title>
          <Who person={person} {...who} />
          <RoleChoice value={role} onChange={setRole} />
          <label className="approve-carry">
            <Checkbox.Root
              className="check"
              aria-label="May carry others"
              checked={mayHost}
              disabled={role === 'viewer'}
              onCheckedChange={(checked) => setCarries(checked === true)}
            >
              <Checkbox.Indicator>
                <Icon of={Check} size={12} />
              </Checkbox.Indicator>
            </Checkbox.Root>
            <span>
              May carry others
              <small>
                {role === 'viewer'
                  ? 'Viewers can’t: whoever passes documents on could change them.'
                  : 'Can become a relay, and root if the root goes. Best for machines that stay.'}
              </small>
            </span>
          </label>
          <div className="modal-buttons approve-buttons">
            <Button large look="danger" onClick={() => onDecide(false, role, false)}>
              It isn’t the same
            </Button>
            <span className="spring" />
            {left !== undefined && <span className="approve-left">{`${left} left`}</span>}
            <Button large onClick={() => onDecide(false, role, false)}>
              Refuse
            </Button>
            <Button large look="primary" onClick={() => onDecide(true, role, mayHost)}>
              {`Let in as ${role}`}
            </Button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Who({
  person,
  machine,
  address,
  fingerprint,
  doubts,
  by,
}: Pick<ApproveDialogProps, 'person' | 'machine' | 'address' | 'fingerprint' | 'doubts' | 'by'>) {
  return (
    <div className="approve-who">
      <div className="approve-picture">
        <FingerprintPicture picture={fingerprint.picture} />
        {fingerprint.words.map((word, index) => (
          <span key={index} className="mono">
            {word}{' '}
          </span>
        ))}
      </div>
      <div>
        <dl>
          <dt>Machine</dt>
          <dd>
            <bdi>{machine}</bdi>
          </dd>
          <dt>Where</dt>
          <dd className="mono">{address}</dd>
          <dt>With</dt>
          <dd>{by}</dd>
        </dl>
        <Doubts of={doubts} />
        <p className="approve-ask">
          <b>
            Does <bdi>{person}</bdi>’s screen show the same picture and words?
          </b>{' '}
          Ask. If it does, nobody stands in between.
        </p>
      </div>
    </div>
  );
}
