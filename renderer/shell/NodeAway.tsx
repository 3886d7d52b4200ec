import './notice-page.css';
import { Button } from '../components/Button.tsx';
import { Mark } from '../components/Mark.tsx';
import { useApp } from '../state/app.ts';

/** Nothing has answered since the page was opened. */
export function NodeAway() {
  const { link } = useApp();
  return (
    <main className="notice-page">
      <Mark size={34} />
      <h1>Banyan isn’t running here</h1>
      <p>This window keeps trying. If Banyan was started anew, open the address that it printed then: its key has changed.</p>
      <Button onClick={() => link.retry()}>Try now</Button>
    </main>
  );
}
