import { TriangleAlert } from 'lucide-react';
import { Icon } from '../components/Icon.tsx';
import { Tip } from '../components/Tip.tsx';
import type { NearStanding } from './standings.ts';

/** The line under a name near: who is there, or that it may be taken for another one. */
export function StandingDetail({ of: { detail, doubts } }: { of: NearStanding }) {
  if (doubts === undefined || doubts.length === 0) return <small className="ellipsis">{detail}</small>;
  const told = doubts.join(' ');
  return (
    <Tip text={told}>
      <small className="standing-doubt" tabIndex={0} role="note" aria-label={told}>
        <Icon of={TriangleAlert} size={12} />
        May be a look-alike
      </small>
    </Tip>
  );
}
