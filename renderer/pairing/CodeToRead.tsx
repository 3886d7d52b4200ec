import { useEffect, useState } from 'react';
import { Clock, KeyRound } from 'lucide-react';
import type { RoleView } from '../../app/bridge/index.ts';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { useNow } from '../components/use-now.ts';
import { useApp, useSlice } from '../state/app.ts';
import { leftText, triesText } from './code-entry.ts';

/** The code of this machine, large enough to be read out; it is gone when this is closed. */
export function CodeToRead({ role }: { role: RoleView }) {
  const { link } = useApp();
  const { code } = useSlice('pairing');
  const now = useNow(1000);
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    link.call('showCode', { role }).then(
      () => setTrouble(''),
      (thrown: unknown) => setTrouble(thrown instanceof Error ? thrown.message : String(thrown)),
    );
    return () => void link.call('hideCode', {}).catch(() => {});
  }, [link, role]);
  const open = code?.open === true && code.endsAt > now;
  if (trouble !== '') return <p role="alert">{trouble}</p>;
  if (code === null) return <p className="quiet">A code is on its way.</p>;
  return (
    <>
      <p>They choose Join and type these. You see who it is before they are in.</p>
      <p className={`code-shown mono ${open ? '' : 'over'}`} aria-label="Code to read out">
        {code.code}
      </p>
      {open ? (
        <p className="code-tries">
          <span>
            <Icon of={Clock} size={15} />
            {`Good for another ${leftText(code.endsAt, now)}`}
          </span>
          <span>
            <Icon of={KeyRound} size={15} />
            {triesText(code.triesLeft)}
          </span>
        </p>
      ) : (
        <p className="code-over" role="status">
          <span>{code.ending === '' ? (code.open ? 'The two minutes are over.' : 'Somebody has used it.') : code.ending}</span>
          <Button onClick={() => void link.call('showCode', { role }).catch(() => {})}>New code</Button>
        </p>
      )}
      {code.addresses[0] !== undefined && (
        <p className="quiet">
          A machine that does not see this one adds <span className="mono">{code.addresses[0]}</span>.
        </p>
      )}
    </>
  );
}
