import type { TreeNodeView } from '../../app/bridge/index.ts';

/** The first machine whose name, person or address has the text in it; one that begins with it before others. */
export function findMachine(nodes: readonly TreeNodeView[], text: string): TreeNodeView | undefined {
  const wanted = text.trim().toLocaleLowerCase();
  const fields = ({ name, person, address }: TreeNodeView): string[] =>
    [name, person, address].map((field) => field.toLocaleLowerCase());
  return (
    nodes.find((node) => fields(node).some((field) => field.startsWith(wanted))) ??
    nodes.find((node) => fields(node).some((field) => field.includes(wanted)))
  );
}
