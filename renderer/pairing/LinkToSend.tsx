import { useState } from 'react';
import { Checkbox } from 'radix-ui';
import { Check, Copy, Link2 } from 'lucide-react';
import type { InvitationView, RoleView } from '../../app/bridge/index.ts';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { Segments } from '../components/Segments.tsx';
import { timeOfDay } from '../components/times.ts';
import { useApp, useSlice } from '../state/app.ts';
import { useCommand } from '../state/use-command.ts';
import { QrCode } from './QrCode.tsx';

const often = [
  { value: '1', label: 'Once' },
  { value: '10', label: '10 times' },
  { value: '100', label: '100 times' },
] as const;
const long = [
  { value: '60', label: '1 hour' },
  { value: '1440', label: '1 day' },
  { value: '10080', label: '1 week' },
] as const;

/** Makes a link that is sent or scanned, and takes links back. */
export function LinkToSend({ role }: { role: RoleView }) {
  const { invitations } = useSlice('pairing');
  const call = useCommand();
  const [uses, setUses] = useState<(typeof often)[number]['value']>('1');
  const [minutes, setMinutes] = useState<(typeof long)[number]['value']>('60');
  const [asks, setAsks] = useState(true);
  const [shown, setShown] = useState<string>();
  const make = async (): Promise<void> => {
    const made = await call('createInvitation', { role, uses: Number(uses), minutes: Number(minutes), asks });
    if (made !== undefined) setShown(made.id);
  };
  const invitation = invitations.find(({ id }) => id === shown);
  return (
    <>
      <div className="invite-terms">
        <Segments label="How often" value={uses} segments={often} onChange={setUses} />
        <Segments label="How long" value={minutes} segments={long} onChange={setMinutes} />
        <label className="approve-carry">
          <Checkbox.Root
            className="check"
            aria-label="Ask me each time"
            checked={asks}
            onCheckedChange={(on) => setAsks(on === true)}
          >
            <Checkbox.Indicator>
              <Icon of={Check} size={12} />
            </Checkbox.Indicator>
          </Checkbox.Root>
          <span>Ask me each time</span>
        </label>
        <Button large look="primary" icon={Link2} onClick={() => void make()}>
          Make a link
        </Button>
      </div>
      {invitation && <Link invitation={invitation} />}
      {invitations.length > 0 && (
        <ul className="invite-open" aria-label="Open links">
          {invitations.map((each) => (
            <li key={each.id}>
              <button type="button" aria-pressed={each.id === shown} onClick={() => setShown(each.id)}>
                {`As ${each.role}, used ${each.used} of ${each.uses}, until ${timeOfDay(each.expiresAt)}`}
                {!each.asks && ', asks nobody'}
              </button>
              <Button
                aria-label={`Take back the link as ${each.role}`}
                onClick={() => void call('revokeInvitation', { id: each.id })}
              >
                Take back
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Link({ invitation: { link, asks, uses } }: { invitation: InvitationView }) {
  const { toasts } = useApp();
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(link);
    toasts.getState().show('The link is on the clipboard');
  };
  return (
    <div className="invite-link">
      <QrCode text={link} label="QR code of the link" />
      <div>
        <p>
          {asks ? 'You are asked each time somebody uses it.' : 'Whoever has it comes in without being asked about.'}{' '}
          {uses === 1 ? 'It can be used once.' : `It can be used ${uses} times.`}
        </p>
        <p className="mono invite-text">{link}</p>
        <Button icon={Copy} onClick={() => void copy()}>
          Copy
        </Button>
      </div>
    </div>
  );
}
