import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { admissionIn, roles, type LogBody } from '../../../../app/cluster/membership-log/body.ts';
import { pastOf } from '../../../../app/cluster/membership-log/ancestry.ts';
import type { LogEntry } from '../../../../app/cluster/membership-log/entry.ts';
import type { MembershipLog } from '../../../../app/cluster/membership-log/membership-log.ts';
import { admissionOf, copyOf, foundedBy, person, rollOf } from './people.ts';

const people = Array.from({ length: 7 }, (_, number) => person(number));
/** The first three are admins, each at a machine of its own, before anything happens. */
const admins = 3;

type Step =
  | { do: 'admit' | 'role' | 'remove'; at: number; whom: number; role: number; host: boolean }
  | { do: 'merge'; at: number; from: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom('admit', 'role', 'remove'),
    at: fc.nat(admins - 1),
    whom: fc.nat(people.length - 1),
    role: fc.nat(2),
    host: fc.boolean(),
  }),
  fc.record({ do: fc.constant('merge' as const), at: fc.nat(admins - 1), from: fc.nat(admins - 1) }),
);

function merge(into: MembershipLog, from: MembershipLog): void {
  for (const entry of from.missingFor(into.heads)) into.add(entry);
}

function bodyOf(taken: Exclude<Step, { do: 'merge' }>): LogBody {
  const whom = people[taken.whom]!;
  const role = roles[taken.role]!;
  const mayHost = taken.host && role !== 'viewer';
  if (taken.do === 'admit') return admissionOf(whom, role, mayHost);
  if (taken.do === 'role') return { kind: 'role', nodeId: whom.nodeId, role, mayHost };
  return { kind: 'removal', nodeId: whom.nodeId };
}

/** Copies at three machines after these steps; what somebody may not do there, does not happen. */
function copiesAfter(steps: readonly Step[]): MembershipLog[] {
  const log = foundedBy(people[0]!);
  for (const other of people.slice(1, admins)) log.append(people[0]!.keys.signing, admissionOf(other, 'admin'), 1);
  const copies = Array.from({ length: admins }, () => copyOf(log));
  for (const [at, taken] of steps.entries()) {
    const copy = copies[taken.at]!;
    if (taken.do === 'merge') merge(copy, copies[taken.from]!);
    else
      try {
        copy.append(people[taken.at]!.keys.signing, bodyOf(taken), 2 + at);
      } catch {
        // Not an admin any more there, or nobody to do that to.
      }
  }
  return copies;
}

const mergedInto = (into: MembershipLog, ...others: MembershipLog[]): MembershipLog => {
  const copy = copyOf(into);
  for (const other of others) merge(copy, other);
  return copy;
};

const saysTheSame = (one: MembershipLog, other: MembershipLog): void => {
  expect(one.digest).toBe(other.digest);
  expect(rollOf(one)).toEqual(rollOf(other));
};

const runs = { numRuns: 60 };

describe('copies of the membership log', () => {
  test('merge to the same whatever the order, however often, and however they are grouped', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const [a, b, c] = copiesAfter(steps) as [MembershipLog, MembershipLog, MembershipLog];
        saysTheSame(mergedInto(a, b), mergedInto(b, a));
        saysTheSame(mergedInto(a, mergedInto(b, c)), mergedInto(mergedInto(a, b), c));
        saysTheSame(mergedInto(a, a), a);
        saysTheSame(mergedInto(mergedInto(a, b), b, a), mergedInto(a, b));
      }),
      runs,
    );
  });

  test('say what a log says that was read from the beginning', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        for (const copy of copiesAfter(steps)) saysTheSame(copyOf(copy), copy);
      }),
      runs,
    );
  });

  test('entries in any order are all taken in the end, and forged ones never', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (steps, chance) => {
        const [a, b, c] = copiesAfter(steps) as [MembershipLog, MembershipLog, MembershipLog];
        const whole = mergedInto(a, b, c);
        const waiting = whole.all().filter(({ parents }) => parents.length > 0);
        const shuffled = waiting.map((entry) => ({ entry, at: chance.next().value })).toSorted((one, two) => one.at - two.at);
        const copy = foundedBy(people[0]!);
        for (let left: LogEntry[] = shuffled.map(({ entry }) => entry); left.length > 0;) {
          const before = left.length;
          left = left.filter((entry) => copy.add(entry) === 'unfounded');
          expect(left.length).toBeLessThan(before);
        }
        saysTheSame(copy, whole);
      }),
      runs,
    );
  });

  test('a removal wins over everything that did not know of it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const [a, b, c] = copiesAfter(steps) as [MembershipLog, MembershipLog, MembershipLog];
        const whole = mergedInto(a, b, c);
        const all = whole.all();
        const byHash = new Map(all.map((entry) => [entry.hash, entry]));
        for (const { body, hash } of all) {
          if (body.kind !== 'removal') continue;
          const again = all.some(
            (later) => admissionIn(later.body)?.nodeId === body.nodeId && pastOf(later.parents, byHash).has(hash),
          );
          if (!again) expect(whole.roll.members.has(body.nodeId)).toBe(false);
        }
      }),
      runs,
    );
  });
});
