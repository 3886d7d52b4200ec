import { delayText, type TreeNodeView } from '../../app/bridge/index.ts';
import { exactTime, timeOfDay } from '../components/times.ts';
import { counted } from '../components/words.ts';

/** What a machine is called where there is little room: its person, or the machine where nobody sits. */
export function shortMachineName({ person, name, headless }: Pick<TreeNodeView, 'person' | 'name' | 'headless'>): string {
  return headless || person.trim() === '' ? name : (person.trim().split(/\s+/)[0] ?? name);
}

/** The figure or state printed under a machine. */
export function machineFigure(machine: TreeNodeView): string {
  const { health, roundTripMs, me, role, since } = machine;
  if (health === 'gone') return `gone ${exactTime(since)}`;
  if (health === 'suspect') return `quiet since ${exactTime(since)}`;
  if (health === 'snail') return 'catching up';
  if (role === 'root') return me ? `you, root since ${timeOfDay(since)}` : `root since ${timeOfDay(since)}`;
  const delay = roundTripMs === null ? '' : delayText(roundTripMs);
  if (!me) return delay;
  return delay === '' ? 'you' : `you, ${delay}`;
}

/** Health in words. */
export function healthWords({ health, since }: Pick<TreeNodeView, 'health' | 'since'>): string {
  if (health === 'ok') return 'in step';
  if (health === 'snail') return 'behind and catching up';
  if (health === 'suspect') return `not heard since ${exactTime(since)}`;
  return `gone at ${exactTime(since)}`;
}

/** Role and health in one line: "relay, carries 3, in step". */
export function machineSentence(machine: TreeNodeView): string {
  const carries = machine.children.length > 0 ? `, carries ${machine.children.length}` : '';
  return `${machine.role}${carries}, ${healthWords(machine)}`;
}

/** What is spoken when the focus moves onto a machine in the picture. */
export function spokenMachine(machine: TreeNodeView, parent: TreeNodeView | undefined, place: number, siblings: number): string {
  const delay = machine.roundTripMs === null ? '' : `, ${delayText(machine.roundTripMs)}`;
  const under = parent === undefined ? '' : `, under ${parent.name}, ${place} of ${siblings}`;
  return `${machine.name}${machine.me ? ', you' : ''}, ${machineSentence(machine)}${delay}${under}`;
}

/** The heading of the live tree: how many are in step. */
export function treeSentence(nodes: readonly TreeNodeView[]): string {
  return counted(nodes.filter(({ health }) => health !== 'gone').length, 'machine');
}
