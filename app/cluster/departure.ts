import type { Clock } from '../clock.ts';
import { treeDefaults } from '../config.ts';
import { controlFrame } from '../wire/control-message.ts';
import { uuidBytes, type Uuid } from '../wire/uuid.ts';
import type { Children } from './children.ts';
import type { Member } from './view/member.ts';
import { succession } from './recovery/succession.ts';
import type { ViewFeed } from './view/view-feed.ts';

export interface DepartureParts {
  clock: Clock;
  feed: ViewFeed;
  children: Children;
  isRoot: () => boolean;
  mayHost: (nodeId: Uuid) => boolean;
  term: () => number;
  /** Where there is room for a node outside of this node's branch. */
  outside: (nodeId: Uuid) => Member | undefined;
  /** This node's own parent, which has a place free soon: for those for whom there is none elsewhere. */
  parentAddress: () => string | undefined;
}

/** How often it is looked at whether what was asked for has come to pass. */
const lookMs = 5;

/**
 * Hands over before a node goes, so that nobody below notices: a root gives its reign to a child and hangs itself below
 * it; then every child is sent to another place, and the node waits until all have taken one. Whoever has not by
 * {@link treeDefaults.handOverMs} finds its way as when a parent is lost.
 */
export async function depart(parts: DepartureParts): Promise<void> {
  const { clock, children, isRoot } = parts;
  const end = clock.monotonic() + treeDefaults.handOverMs;
  while (isRoot() && children.nodeIds.length > 0 && clock.monotonic() < end) {
    const heir = giveReign(parts);
    // Nobody here may reign: they find their way when this node is gone.
    if (heir === undefined) break;
    // An heir that goes in the meantime makes the next one the heir.
    await until(clock, end, () => !isRoot() || !children.has(heir));
  }
  if (isRoot()) return;
  for (let sent = sendAway(parts); sent > 0 && clock.monotonic() < end; sent = sendAway(parts))
    await until(clock, Math.min(end, clock.monotonic() + treeDefaults.handOverMs / 4), () => children.nodeIds.length === 0);
}

/** The child that is first in line shall reign; its view makes this node step down. Answers with who it is. */
function giveReign({ feed, children, term, mayHost }: DepartureParts): Uuid | undefined {
  const below = new Set(children.nodeIds);
  const line = feed.view === undefined ? [] : succession(feed.view, feed.view.members.size, mayHost);
  const heir = line.find(({ nodeId }) => below.has(nodeId))?.nodeId ?? [...below].find(mayHost);
  if (heir === undefined) return undefined;
  children.tell(heir, controlFrame({ case: 'succeed', value: { term: BigInt(term() + 1) } }));
  return heir;
}

/** Sends every child to another place; answers with how many there still are. */
function sendAway({ children, outside, parentAddress }: DepartureParts): number {
  const below = children.nodeIds;
  for (const nodeId of below) {
    const address = outside(nodeId)?.address ?? parentAddress();
    if (address === undefined) continue;
    children.tell(nodeId, controlFrame({ case: 'move', value: { nodeId: uuidBytes(nodeId), address } }));
  }
  return below.length;
}

function until(clock: Clock, end: number, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (holds() || clock.monotonic() >= end) resolve();
      else clock.after(lookMs, look);
    };
    look();
  });
}
