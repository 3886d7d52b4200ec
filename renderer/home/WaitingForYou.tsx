import type { JoinRequestView, PairingRequestView } from '../../app/bridge/index.ts';
import { Button } from '../components/Button.tsx';
import { Doubts } from '../components/Doubts.tsx';
import { MachineGlyph } from '../components/MachineGlyph.tsx';
import { agoText } from '../components/times.ts';
import { useNow } from '../components/use-now.ts';
import { clusterName } from '../state/standing.ts';
import { useCommand } from '../state/use-command.ts';
import { useSlice, useWindow } from '../state/app.ts';

/** Who asks to be let in. */
export function WaitingForYou() {
  const requests = useSlice('requests');
  const pairing = useSlice('pairing').requests;
  const now = useNow();
  return (
    <section aria-labelledby="waiting-title">
      <h2 className="heading" id="waiting-title">
        Waiting for you
      </h2>
      {requests.length + pairing.length === 0 && <p className="lines">Nothing at the moment.</p>}
      {pairing.map((request) => (
        <Paired key={request.requestId} request={request} now={now} />
      ))}
      {requests.map((request) => (
        <Request key={request.requestId} request={request} now={now} />
      ))}
    </section>
  );
}

function Request({ request, now }: { request: JoinRequestView; now: number }) {
  const { requestId, person, machine, colour, address, askedAt, doubts } = request;
  const cluster = clusterName(useSlice('cluster')) ?? 'the cluster';
  const call = useCommand();
  const lookAt = useWindow((state) => state.lookAt);
  return (
    <article className="request" aria-label={`${person} asks to join`}>
      <div className="request-head">
        <MachineGlyph machine={{ role: 'leaf', health: 'ok', person, colour, headless: false, me: false }} size={32} />
        <div>
          <b>
            <bdi>{person}</bdi>
          </b>
          <span className="quiet">
            {machine}, <span className="mono">{address}</span>
          </span>
        </div>
        <time dateTime={new Date(askedAt).toISOString()}>{agoText(askedAt, now)}</time>
      </div>
      <Doubts of={doubts} />
      <p>wants to join {cluster}. You compare a picture and choose what they may do.</p>
      <div className="request-buttons">
        <Button aria-label={`Let in ${person}`} onClick={() => lookAt(requestId)}>
          Let in
        </Button>
        <Button aria-label={`Not now, ${person}`} onClick={() => void call('decide', { requestId, accept: false })}>
          Not now
        </Button>
      </div>
    </article>
  );
}

/** Somebody with a code or an invitation; the dialog about them was put off. */
function Paired({
  request: { person, machine, colour, headless, by, askedAt, doubts },
  now,
}: {
  request: PairingRequestView;
  now: number;
}) {
  const look = useWindow((state) => state.lookAtRequests);
  return (
    <article className="request" aria-label={`${person} wants to come in`}>
      <div className="request-head">
        <MachineGlyph machine={{ role: 'leaf', health: 'ok', person, colour, headless, me: false }} size={32} />
        <div>
          <b>
            <bdi>{person}</bdi>
          </b>
          <span className="quiet">{machine}</span>
        </div>
        <time dateTime={new Date(askedAt).toISOString()}>{agoText(askedAt, now)}</time>
      </div>
      <Doubts of={doubts} />
      <p>{by === 'code' ? 'has typed the code that you read out.' : 'has used an invitation of this machine.'}</p>
      <div className="request-buttons">
        <Button aria-label={`Decide about ${person}`} onClick={look}>
          Decide
        </Button>
      </div>
    </article>
  );
}
