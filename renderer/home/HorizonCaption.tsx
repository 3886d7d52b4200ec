import type { PlacedStanding } from './horizon-layout.ts';
import { StandingAction, type BeforeAsking } from './StandingAction.tsx';
import { StandingDetail } from './StandingDetail.tsx';
import type { NearStanding } from './standings.ts';

/** Name and figures under what stands on the horizon, with what one can do. */
export function HorizonCaption({
  placed: { standing, x },
  beforeAsking,
}: {
  placed: PlacedStanding<NearStanding>;
  beforeAsking?: BeforeAsking;
}) {
  const { name, kind, captionWidth } = standing;
  return (
    <li className={`caption ${kind}`} style={{ left: x, width: Math.max(captionWidth + 24, 96) }}>
      <b className="ellipsis">{name}</b>
      <StandingDetail of={standing} />
      <StandingAction standing={standing} {...(beforeAsking && { beforeAsking })} />
    </li>
  );
}
