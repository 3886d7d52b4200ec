import './home.css';
import { Link2, Network } from 'lucide-react';
import { Button } from '../components/Button.tsx';
import { DocumentsPanel } from '../documents/DocumentsPanel.tsx';
import { useSlice, useWindow } from '../state/app.ts';
import { FirstRun } from './FirstRun.tsx';
import { Horizon } from './Horizon.tsx';
import { WaitingForYou } from './WaitingForYou.tsx';
import { YourMachine } from './YourMachine.tsx';

/** Who is near, what there is to write, what waits. */
export function HomeScreen() {
  const named = useSlice('self').named;
  if (!named) return <FirstRun />;
  return (
    <div className="home">
      <div className="home-main">
        <section aria-label="Near you" data-region="Near you">
          <NearHead />
          <Horizon />
        </section>
        <section className="home-documents" aria-label="Documents" data-region="Documents">
          <DocumentsPanel />
        </section>
      </div>
      <aside className="home-aside" aria-label="For you" data-region="For you">
        <WaitingForYou />
        <YourMachine />
      </aside>
    </div>
  );
}

function NearHead() {
  const { phase } = useSlice('cluster');
  const offline = useSlice('near').network === 'none';
  const open = useWindow((state) => state.open);
  const go = useWindow((state) => state.go);
  const free = phase === 'alone' || phase === 'asking';
  return (
    <div className="near-head">
      <h2 className="heading">Near you</h2>
      <span className="quiet ellipsis">
        {offline ? 'This machine is in no network at the moment' : 'Machines this network shows right now'}
      </span>
      <span className="spring" />
      {free && (
        <Button icon={Link2} onClick={() => go({ screen: 'join' })}>
          Join a cluster
        </Button>
      )}
      {free && (
        <Button icon={Network} onClick={() => open('create-cluster')}>
          Start a cluster
        </Button>
      )}
    </div>
  );
}
