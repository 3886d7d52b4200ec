import type { Uuid } from '../../wire/uuid.ts';
import type { Member } from './member.ts';

/** One member before and after a change; undefined where there was none, or is none any more. */
export interface MemberChange {
  readonly before: Member | undefined;
  readonly after: Member | undefined;
}

/** What of a change people want to hear. */
export interface ViewNews {
  /** Here for the first time. */
  readonly joined: readonly Member[];
  /** Here again. */
  readonly came: readonly Member[];
  readonly went: readonly Member[];
  /** Below another parent than before, without having been away. */
  readonly moved: readonly Member[];
}

/** What changed from one view to the next. */
export class ViewChanges {
  readonly all: readonly MemberChange[];
  #news: ViewNews | undefined;

  constructor(all: readonly MemberChange[]) {
    this.all = all;
  }

  /** Everything in which two sets of members differ. */
  static between(before: ReadonlyMap<Uuid, Member>, after: ReadonlyMap<Uuid, Member>): ViewChanges {
    const changes: MemberChange[] = [];
    if (before === after) return new ViewChanges(changes);
    for (const member of after.values())
      if (before.get(member.nodeId) !== member) changes.push({ before: before.get(member.nodeId), after: member });
    for (const member of before.values()) if (!after.has(member.nodeId)) changes.push({ before: member, after: undefined });
    return new ViewChanges(changes);
  }

  /** Worked out once, when somebody first asks. */
  get news(): ViewNews {
    this.#news ??= newsOf(this.all);
    return this.#news;
  }
}

function newsOf(changes: readonly MemberChange[]): ViewNews {
  const joined: Member[] = [];
  const came: Member[] = [];
  const went: Member[] = [];
  const moved: Member[] = [];
  for (const { before, after } of changes) {
    const was = before?.present === true;
    const is = after?.present === true;
    if (is && before === undefined) joined.push(after);
    else if (is && !was) (before!.attachment === 0 ? joined : came).push(after);
    else if (was && !is) went.push(before);
    else if (was && is && before.parentId !== after.parentId) moved.push(after);
  }
  return { joined, came, went, moved };
}
