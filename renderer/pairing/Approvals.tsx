import type { JoinRequestView, PairingRequestView } from '../../app/bridge/index.ts';
import { useNow } from '../components/use-now.ts';
import { useSlice, useWindow } from '../state/app.ts';
import { useCommand } from '../state/use-command.ts';
import { ApproveDialog } from './ApproveDialog.tsx';
import { leftText } from './code-entry.ts';

/**
 * Asks about whoever waits. Who has a code or an invitation is asked about at once, and stays in Waiting for you when put
 * off. Who merely asks is asked about when the person looks: anybody near could ask, again and again.
 */
export function Approvals() {
  const { requests: paired } = useSlice('pairing');
  const asking = useSlice('requests');
  const { putOff, putOffRequest, looked, lookAt } = useWindow((state) => state);
  const next = paired.find((request) => !putOff.includes(keyOf(request)));
  if (next !== undefined) return <Paired key={keyOf(next)} request={next} onLater={() => putOffRequest(keyOf(next))} />;
  const asked = asking.find(({ requestId }) => requestId === looked);
  return asked === undefined ? null : <Asked key={asked.requestId} request={asked} onLater={() => lookAt(null)} />;
}

const keyOf = ({ requestId, askedAt }: PairingRequestView): string => `${requestId}/${askedAt}`;

function Paired({ request, onLater }: { request: PairingRequestView; onLater: () => void }) {
  const { requestId, person, machine, headless, address, fingerprint, doubts, role, endsAt } = request;
  const call = useCommand();
  const now = useNow(1000);
  return (
    <ApproveDialog
      person={person}
      machine={headless ? `${machine}, without a window` : machine}
      address={address}
      fingerprint={fingerprint}
      doubts={doubts}
      proposed={role}
      left={leftText(endsAt, now)}
      by={<By request={request} now={now} />}
      onDecide={(accept, chosen, mayHost) => void call('decidePairing', { requestId, accept, role: chosen, mayHost })}
      onLater={onLater}
    />
  );
}

function Asked({ request, onLater }: { request: JoinRequestView; onLater: () => void }) {
  const { requestId, person, machine, address, fingerprint, doubts } = request;
  const call = useCommand();
  return (
    <ApproveDialog
      person={person}
      machine={machine}
      address={address}
      fingerprint={fingerprint}
      doubts={doubts}
      proposed="editor"
      by="neither code nor invitation. Picture and words are all that tells who it is"
      onDecide={(accept, role, mayHost) => {
        onLater();
        void call('decide', { requestId, accept, role, mayHost });
      }}
      onLater={onLater}
    />
  );
}

function By({ request: { by, shownAs, askedAt }, now }: { request: PairingRequestView; now: number }) {
  const seconds = Math.max(0, Math.round((now - askedAt) / 1000));
  if (by === 'invitation') return <>an invitation of this machine, {seconds} s ago</>;
  return (
    <>
      the code <span className="mono">{shownAs}</span> that you read out, {seconds} s ago
    </>
  );
}
