import './join-screen.css';
import { useEffect } from 'react';
import type { NearView } from '../../app/bridge/index.ts';
import { Button } from '../components/Button.tsx';
import { Mark } from '../components/Mark.tsx';
import { counted } from '../components/words.ts';
import { useApp, useSlice, useWindow } from '../state/app.ts';
import { useCommand } from '../state/use-command.ts';
import { AddressForm } from './AddressForm.tsx';
import { CodeForm } from './CodeForm.tsx';
import { FingerprintPicture } from './FingerprintPicture.tsx';
import { LinkForm } from './LinkForm.tsx';

/** Coming in: by a code, by an invitation, or by asking one that is near. */
export function JoinScreen() {
  const { toasts } = useApp();
  const cluster = useSlice('cluster');
  const { joining } = useSlice('pairing');
  const go = useWindow((state) => state.go);
  const inside = cluster.phase !== 'alone' && cluster.phase !== 'asking' ? cluster.name : undefined;
  useEffect(() => {
    if (inside === undefined) return;
    toasts.getState().show(`In ${inside}`);
    go({ screen: 'home' });
  }, [inside, go, toasts]);
  const under = joining !== null && joining.phase !== 'failed' && joining.phase !== 'looking' && joining.phase !== 'proving';
  return (
    <div className="join">
      <div className="join-main" data-region="Join">
        {under || cluster.phase === 'asking' ? <WaitingThere /> : <Ways />}
      </div>
      <aside className="join-aside" aria-label="About you" data-region="About you">
        <AboutYou />
      </aside>
    </div>
  );
}

function Ways() {
  const near = useSlice('near').clusters.filter(({ mine }) => !mine);
  return (
    <>
      <h2 className="join-title">Join with a code</h2>
      <p className="join-lead">
        Two words and two digits. Someone who is already in reads them out to you, or shows them on their screen.
      </p>
      <CodeForm />
      <section className="join-way" aria-labelledby="join-link">
        <h3 id="join-link">Or with an invitation</h3>
        <LinkForm />
      </section>
      <section className="join-way" aria-labelledby="join-near">
        <h3 id="join-near">Or ask one that is near</h3>
        {near.length === 0 && <p className="quiet">This network shows no cluster just now.</p>}
        <ul className="join-near">
          {near.map((cluster) => (
            <Near key={cluster.id} cluster={cluster} />
          ))}
        </ul>
      </section>
      <section className="join-way" aria-labelledby="join-address">
        <h3 id="join-address">Or ask one by its address</h3>
        <AddressForm />
      </section>
    </>
  );
}

function Near({ cluster: { id, name, machines, people } }: { cluster: NearView['clusters'][number] }) {
  const call = useCommand();
  const there =
    people.length === 0
      ? 'Nobody at a screen'
      : `${people.slice(0, 3).join(', ')} ${people.length === 1 ? 'is' : 'are'} there now`;
  return (
    <li>
      <Mark size={24} />
      <div>
        <b>{name}</b> <span className="quiet">{`${counted(machines, 'machine')}. ${there}`}</span>
      </div>
      <Button aria-label={`Ask to join ${name}`} onClick={() => void call('askToJoin', { clusterId: id })}>
        Ask to join
      </Button>
    </li>
  );
}

/** Somebody there is asked; both screens show the same picture and words meanwhile. */
function WaitingThere() {
  const { joining } = useSlice('pairing');
  const cluster = useSlice('cluster');
  const call = useCommand();
  const name =
    joining?.cluster !== undefined && joining.cluster !== '' ? joining.cluster : cluster.phase === 'asking' ? cluster.name : '';
  const asked = joining?.person ? `${joining.person} at ${joining.machine} is asked` : 'Somebody there is asked';
  const stop = (): void => {
    void call('cancelPairing', {});
    if (cluster.phase === 'asking') void call('cancelAsking', {});
  };
  return (
    <>
      <h2 className="join-title">{joining?.phase === 'joined' ? `Coming into ${name}` : `Asked to join ${name}`}</h2>
      <p className="join-lead" role="status">
        {joining?.phase === 'joined'
          ? 'You are let in. It takes a moment until everything is here.'
          : `${asked}. They compare the picture and the words on the right with what their screen shows.`}
      </p>
      {joining?.phase !== 'joined' && (
        <Button large onClick={stop}>
          Stop asking
        </Button>
      )}
    </>
  );
}

function AboutYou() {
  const { person, machine, fingerprint } = useSlice('self');
  return (
    <>
      <h2>They will see this about you</h2>
      <p>When they ask, compare picture and words. The same on both screens means nobody is in between.</p>
      <div className="join-fingerprint">
        <FingerprintPicture picture={fingerprint.picture} size={148} />
        <ul className="mono" aria-label="Your words">
          {fingerprint.words.map((word, index) => (
            <li key={index}>{word}</li>
          ))}
        </ul>
      </div>
      <p>
        {person}, {machine}
      </p>
    </>
  );
}
