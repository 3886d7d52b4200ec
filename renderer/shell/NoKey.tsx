import './notice-page.css';
import { Mark } from '../components/Mark.tsx';

/** The page was opened without its key. */
export function NoKey() {
  return (
    <main className="notice-page">
      <Mark size={34} />
      <h1>This page needs its key</h1>
      <p>Open the whole address that Banyan printed when it started. The part after # lets this page in, and nobody else.</p>
    </main>
  );
}
