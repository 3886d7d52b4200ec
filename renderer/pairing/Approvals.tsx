import './approve.css';
import { useState } from 'react';
import { Dialog, Checkbox } from 'radix-ui';
import { Check } from 'lucide-react';
import type { PairingRequestView, RoleView } from '../../app/bridge/index.ts';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { useNow } from '../components/use-now.ts';
import { clusterName } from '../state/standing.ts';
import { useSlice, useWindow } from '../state/app.ts';
import { useCommand } from '../state/use-command.ts';
import { leftText } from './code-entry.ts';
import { FingerprintPicture } from './FingerprintPicture.tsx';
import { RoleChoice } from './RoleChoice.tsx';

/** Asks about whoever waits, one after the other; whom one has put off stays in Waiting for you. */
export function Approvals() {
  const { requests } = useSlice('pairing');
  const { putOff, putOffRequest } = useWindow((state) => state);
  const request = requests.find(({ requestId, askedAt }) => !putOff.includes(`${requestId}/${askedAt}`));
  if (request === undefined) return null;
  const key = `${request.requestId}/${request.askedAt}`;
  return <Approve key={key} request={request} onLater={() => putOffRequest(key)} />;
}

function Approve({ request, onLater }: { request: PairingRequestView; onLater: () => void }) {
  const { requestId, person, machine, headless, address, fingerprint, endsAt } = request;
  const cluster = clusterName(useSlice('cluster')) ?? 'the cluster';
  const call = useCommand();
  const now = useNow(1000);
  const [role, setRole] = useState<RoleView>(request.role);
  const [carries, setCarries] = useState(request.role !== 'viewer');
  const decide = (accept: boolean): void =>
    void call('decidePairing', { requestId, accept, role, mayHost: carries && role !== 'viewer' });
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
          <Dialog.Title className="modal-title">{`Let ${person} into ${cluster}?`}</Dialog.Title>
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
                  {machine}
                  {headless && ', without a window'}
                </dd>
                <dt>Where</dt>
                <dd className="mono">{address}</dd>
                <dt>With</dt>
                <dd>
                  <With request={request} now={now} />
                </dd>
              </dl>
              <p className="approve-ask">
                <b>Does {person}’s screen show the same picture and words?</b> Ask. If it does, nobody stands in between.
              </p>
            </div>
          </div>
          <RoleChoice value={role} onChange={setRole} />
          <label className="approve-carry">
            <Checkbox.Root
              className="check"
              aria-label="May carry others"
              checked={carries && role !== 'viewer'}
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
            <Button large look="danger" onClick={() => decide(false)}>
              It isn’t the same
            </Button>
            <span className="spring" />
            <span className="approve-left">{`${leftText(endsAt, now)} left`}</span>
            <Button large onClick={() => decide(false)}>
              Refuse
            </Button>
            <Button large look="primary" onClick={() => decide(true)}>
              {`Let in as ${role}`}
            </Button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function With({ request: { by, shownAs, askedAt }, now }: { request: PairingRequestView; now: number }) {
  const seconds = Math.max(0, Math.round((now - askedAt) / 1000));
  if (by === 'invitation') return <>an invitation of this machine, {seconds} s ago</>;
  return (
    <>
      the code <span className="mono">{shownAs}</span> that you read out, {seconds} s ago
    </>
  );
}
