import type { Introduction } from '../../../app/cluster/admission/introduction.ts';
import type { Member } from '../../../app/cluster/view/member.ts';
import { View } from '../../../app/cluster/view/view.ts';
import type { Uuid } from '../../../app/wire/uuid.ts';

/** The UUID that stands for a small number in these tests; higher numbers are higher ids. */
export const idOf = (number: number): Uuid => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
export const numberOf = (id: Uuid): number => Number.parseInt(id.slice(-12), 16);

export function aMember(number: number, change: Partial<Member> = {}): Member {
  return {
    nodeId: idOf(number),
    person: `person ${number}`,
    machine: `machine ${number}`,
    colour: 1,
    headless: true,
    address: `127.0.0.1:${5000 + number}`,
    parentId: number === 0 ? undefined : idOf(0),
    present: true,
    joinedAt: number,
    since: number,
    incarnation: 1,
    attachment: 1,
    capacity: 3,
    prefersLeaf: false,
    keepsNothing: false,
    snail: false,
    ...change,
  };
}

export function anIntroduction(number: number, change: Partial<Introduction> = {}): Introduction {
  const { nodeId, person, machine, colour, headless, address, capacity, prefersLeaf, keepsNothing } = aMember(number);
  const own = { nodeId, person, machine, colour, headless, address, capacity, prefersLeaf, keepsNothing };
  return { ...own, incarnation: 1, software: 'test', ...change };
}

/** A view of these members; number 0 is the root. */
export function aView(members: readonly Member[]): View {
  return View.of({ clusterId: idOf(0xc0), clusterName: 'Kestrel', term: 1, version: 1, rootId: idOf(0) }, members);
}

/** A view from parents: the member at each place of the list hangs from the one whose number stands there. */
export function viewOfParents(parents: readonly number[], change: Partial<Member> = {}): View {
  return aView([
    aMember(0, change),
    ...parents.map((parent, index) => aMember(index + 1, { parentId: idOf(parent), ...change })),
  ]);
}
