import './tree-table.css';
import { useState, type KeyboardEvent } from 'react';
import { delayText, type TreeNodeView, type TreeView } from '../../app/bridge/index.ts';
import { MachineGlyph } from '../components/MachineGlyph.tsx';
import { rateText } from '../components/words.ts';
import { healthWords } from './machine-words.ts';
import { tableRows } from './table-rows.ts';

/** The same tree as a table: every figure in words, one tab stop, arrows move. */
export function TreeTable({
  tree,
  selected,
  onSelect,
}: {
  tree: TreeView;
  selected: string | undefined;
  onSelect: (machine: string) => void;
}) {
  const rows = tableRows(tree);
  const [at, setAt] = useState(0);
  const focusRow = (index: number, table: HTMLElement): void => {
    const next = Math.min(rows.length - 1, Math.max(0, index));
    setAt(next);
    table.querySelectorAll<HTMLElement>('tbody tr')[next]?.focus();
  };
  const key = (event: KeyboardEvent<HTMLElement>): void => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    const row = rows[at];
    if (to !== undefined) focusRow(to, event.currentTarget);
    else if (event.key === 'Enter' && row !== undefined) onSelect(row.machine.id);
    else return;
    event.preventDefault();
  };
  return (
    <div className="tree-table-scroll">
      <table role="treegrid" className="tree-table" aria-label="Machines" data-region="Tree" onKeyDown={key}>
        <thead>
          <tr>
            <th scope="col">Machine</th>
            <th scope="col" className="person-column">
              Person
            </th>
            <th scope="col">Role</th>
            <th scope="col">Health</th>
            <th scope="col" className="figure">
              Round trip
            </th>
            <th scope="col" className="figure">
              Down/s
            </th>
            <th scope="col" className="figure">
              Up/s
            </th>
            <th scope="col" className="address-column">
              Address
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ machine, depth, place, siblings }, index) => (
            <tr
              key={machine.id}
              aria-level={depth + 1}
              aria-posinset={place}
              aria-setsize={siblings}
              aria-selected={machine.id === selected}
              tabIndex={index === Math.min(at, rows.length - 1) ? 0 : -1}
              onFocus={() => setAt(index)}
              onClick={() => onSelect(machine.id)}
            >
              <Cells machine={machine} depth={depth} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cells({ machine, depth }: { machine: TreeNodeView; depth: number }) {
  const { name, person, me, role, roundTripMs, rates, address, headless, health } = machine;
  return (
    <>
      <td role="gridcell">
        <span className="machine-cell" style={{ paddingLeft: depth * 18 }}>
          <MachineGlyph machine={machine} size={20} />
          <span className={`ellipsis ${headless ? 'mono' : ''}`}>{name}</span>
          {me && <span className="you">you</span>}
        </span>
      </td>
      <td role="gridcell" className="person-column">
        {person}
      </td>
      <td role="gridcell">{role}</td>
      <td role="gridcell" className={`health-${health}`}>
        {healthWords(machine)}
      </td>
      <td role="gridcell" className="figure">
        {roundTripMs === null ? '–' : delayText(roundTripMs)}
      </td>
      <td role="gridcell" className="figure">
        {rateText(rates.down)}
      </td>
      <td role="gridcell" className="figure">
        {rateText(rates.up)}
      </td>
      <td role="gridcell" className="mono address-column">
        {address}
      </td>
    </>
  );
}
