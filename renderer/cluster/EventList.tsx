import './event-list.css';
import { ArrowUp, Check, LogIn, LogOut, MoveRight, OctagonX, Play, RotateCcw, UserPlus, type LucideIcon } from 'lucide-react';
import type { ClusterEvent } from '../../app/bridge/index.ts';
import { Icon } from '../components/Icon.tsx';
import { exactTime } from '../components/times.ts';
import { useSlice } from '../state/app.ts';

/** Events listed; the node keeps more. */
const mostEvents = 100;

const icons: Record<ClusterEvent['kind'], LucideIcon> = {
  started: Play,
  asked: UserPlus,
  joined: LogIn,
  left: LogOut,
  lost: OctagonX,
  back: RotateCcw,
  promoted: ArrowUp,
  refused: OctagonX,
  parent: MoveRight,
  moved: MoveRight,
  counted: Check,
};

/** What happened in the cluster, the latest first. */
export function EventList() {
  const events = useSlice('events').slice(-mostEvents).toReversed();
  return (
    <section className="event-list" aria-label="What happened">
      <h2>What happened</h2>
      <ol tabIndex={0} data-region="Events" aria-label="Events, latest first">
        {events.map(({ at, kind, sentence }) => (
          <li key={`${at} ${sentence}`} className={kind}>
            <time dateTime={new Date(at).toISOString()}>{exactTime(at)}</time>
            <Icon of={icons[kind]} size={14} />
            <span>{sentence}</span>
          </li>
        ))}
        {events.length === 0 && <li className="quiet">Nothing yet.</li>}
      </ol>
    </section>
  );
}
