import { FileText, type LucideIcon } from 'lucide-react';
import type { PersonView, TreeNodeView } from '../../app/bridge/index.ts';
import { machineSentence } from '../cluster/machine-words.ts';
import { agoText } from '../components/times.ts';
import { slicesNow, type App } from '../state/app.ts';
import { commandsNow } from './commands.ts';
import { matchScore } from './palette-match.ts';

/** One row of the palette. */
export interface PaletteEntry {
  id: string;
  group: 'Here' | 'Documents' | 'People' | 'Commands' | 'Machines';
  title: string;
  detail?: string;
  shortcut?: string;
  icon?: LucideIcon;
  person?: PersonView;
  machine?: TreeNodeView;
  run: () => void;
}

/** Rows per group at most. */
const mostPerGroup = 6;
/** What the first character typed narrows the search to. */
const prefixes: Record<string, PaletteEntry['group']> = { '>': 'Commands', '@': 'People' };

/** What fits what was typed, best first within each group. */
export function paletteEntries(app: App, typed: string): PaletteEntry[] {
  const only = prefixes[typed[0] ?? ''];
  const search = (only === undefined ? typed : typed.slice(1)).trim();
  const groups = [peopleEntries(app), documentEntries(app), commandEntries(app), machineEntries(app)];
  return groups.flatMap((entries) => {
    const scored = entries.flatMap((entry) => {
      const score = matchScore(entry.title, search);
      return score === undefined || (only !== undefined && entry.group !== only) ? [] : [{ entry, score }];
    });
    if (search === '' && only === undefined && entries[0]?.group === 'Machines') return [];
    const most = only === undefined ? mostPerGroup : Number.POSITIVE_INFINITY;
    return scored
      .toSorted((a, b) => b.score - a.score)
      .slice(0, most)
      .map(({ entry }) => entry);
  });
}

function commandEntries(app: App): PaletteEntry[] {
  return commandsNow(app)
    .filter(({ id }) => id !== 'palette')
    .map(({ id, title, icon, shortcut, run }) => ({
      id: `command-${id}`,
      group: 'Commands',
      title,
      icon,
      run,
      ...(shortcut !== undefined && { shortcut }),
    }));
}

function documentEntries(app: App): PaletteEntry[] {
  const documents = slicesNow(app)?.documents ?? [];
  return documents
    .toSorted((a, b) => b.changedAt - a.changedAt)
    .map(({ id, name, changedAt, changedBy }) => ({
      id: `document-${id}`,
      group: 'Documents',
      title: name,
      detail: `${changedBy}, ${agoText(changedAt, Date.now())}`,
      icon: FileText,
      run: () => app.window.getState().go({ screen: 'document', document: id }),
    }));
}

function peopleEntries(app: App): PaletteEntry[] {
  const slices = slicesNow(app);
  return (slices?.people ?? [])
    .filter(({ me, headless }) => !me && !headless)
    .map((person) => {
      const where = slices?.documents.find(({ id }) => id === person.document);
      const { go } = app.window.getState();
      return {
        id: `person-${person.key}`,
        group: 'People',
        title: person.person,
        detail: where === undefined ? person.machine : `in ${where.name}`,
        person,
        run: () =>
          go(where === undefined ? { screen: 'tree', machine: person.nodeId } : { screen: 'document', document: where.id }),
      };
    });
}

function machineEntries(app: App): PaletteEntry[] {
  return (slicesNow(app)?.tree.nodes ?? []).map((machine) => ({
    id: `machine-${machine.id}`,
    group: 'Machines',
    title: machine.name,
    detail: machineSentence(machine),
    machine,
    run: () => app.window.getState().go({ screen: 'tree', machine: machine.id }),
  }));
}
