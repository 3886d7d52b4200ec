import './doubts.css';
import { TriangleAlert } from 'lucide-react';
import { Icon } from './Icon.tsx';

/** What to be careful about with somebody: that they look like somebody else. Nothing where there is nothing. */
export function Doubts({ of: doubts }: { of: readonly string[] }) {
  if (doubts.length === 0) return null;
  return (
    <ul className="doubts" aria-label="Take care">
      {doubts.map((doubt) => (
        <li key={doubt}>
          <Icon of={TriangleAlert} size={14} />
          <bdi>{doubt}</bdi>
        </li>
      ))}
    </ul>
  );
}
