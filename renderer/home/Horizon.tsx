import './horizon.css';
import { useMemo } from 'react';
import { useSize } from '../components/use-size.ts';
import { useSlice } from '../state/app.ts';
import { HorizonCaption } from './HorizonCaption.tsx';
import { groundY, layoutHorizon } from './horizon-layout.ts';
import { NearList } from './NearList.tsx';
import { nearStandings } from './standings.ts';
import type { BeforeAsking } from './StandingAction.tsx';
import { StandingPicture } from './StandingPicture.tsx';
import { NobodyNear } from './NobodyNear.tsx';

/** From this many clusters on a list with a filter says more than a picture. */
const listFrom = 20;

/** Every cluster in reach as its own small tree, every single machine as a seedling, on one ground line. */
export function Horizon({ beforeAsking }: { beforeAsking?: BeforeAsking }) {
  const near = useSlice('near');
  const self = useSlice('self');
  const cluster = useSlice('cluster');
  const tree = useSlice('tree');
  const { ref, width } = useSize();
  const standings = useMemo(() => nearStandings(near, self, cluster, tree), [near, self, cluster, tree]);
  const horizon = useMemo(() => layoutHorizon(standings, width), [standings, width]);
  if (near.clusters.length >= listFrom) return <NearList standings={standings} />;
  const offline = near.network === 'none';
  return (
    // It can be wider than the window, so the keyboard has to be able to scroll it.
    <div
      className={`horizon ${offline ? 'offline' : ''}`}
      ref={ref}
      tabIndex={horizon.width > width ? 0 : undefined}
      role="group"
      aria-label="Near you"
    >
      {width > 0 && (
        <div className="horizon-ground" style={{ width: horizon.width }}>
          <svg width={horizon.width} height={176} aria-hidden="true">
            <line x1="0" x2={horizon.width} y1={groundY} y2={groundY} stroke="var(--line-strong)" strokeWidth="1.5" />
            {horizon.placed.map((placed) => (
              <StandingPicture key={placed.standing.key} placed={placed} />
            ))}
          </svg>
          <ul>
            {horizon.placed.map((placed) => (
              <HorizonCaption key={placed.standing.key} placed={placed} {...(beforeAsking && { beforeAsking })} />
            ))}
          </ul>
        </div>
      )}
      {offline && <p className="horizon-note">No network. Everything here keeps working.</p>}
      {!offline && standings.length === 1 && <NobodyNear />}
    </div>
  );
}
