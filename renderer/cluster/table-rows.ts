import type { TreeNodeView, TreeView } from '../../app/bridge/index.ts';
import { branchesOf, type Branch } from './branches.ts';

/** A machine as a row of the table. */
export interface TableRow {
  machine: TreeNodeView;
  depth: number;
  /** Its number among its siblings, from 1. */
  place: number;
  siblings: number;
}

/** The tree from top to bottom, each machine before those that hang on it; bundles are opened here. */
export function tableRows(view: TreeView): TableRow[] {
  const { top, fallen } = branchesOf(view, new Set());
  const rows: TableRow[] = [];
  const visit = (branches: readonly Branch[], depth: number): void => {
    const machines = branches.flatMap(
      (branch): Branch[] => branch.bundle?.map((machine) => ({ id: machine.id, machine, children: [] })) ?? [branch],
    );
    machines.forEach(({ machine, children }, index) => {
      if (machine !== undefined) rows.push({ machine, depth, place: index + 1, siblings: machines.length });
      visit(children, depth + 1);
    });
  };
  visit([top], 0);
  return [...rows, ...fallen.map((machine) => ({ machine, depth: 0, place: 1, siblings: 1 }))];
}
