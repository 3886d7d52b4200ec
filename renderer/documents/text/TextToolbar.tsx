import {
  Bold,
  Check,
  Code,
  Ellipsis,
  Heading,
  HardDrive,
  Italic,
  Link,
  List,
  ListChecks,
  ListTree,
  LoaderCircle,
  Redo2,
  Search,
  TextQuote,
  Undo2,
  Unplug,
  type LucideIcon,
} from 'lucide-react';
import { openSearchPanel } from '@codemirror/search';
import type { EditorView } from '@codemirror/view';
import type * as Y from 'yjs';
import { useStore } from 'zustand';
import { Icon } from '../../components/Icon.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Menu, MenuItem } from '../../components/Menu.tsx';
import { useNarrowerThan } from '../../components/use-media.ts';
import { useNode, useSlice, useWindow } from '../../state/app.ts';
import { formatChange, type Format } from './formats.ts';
import { savedState } from './saved-state.ts';
import { OutlineMenu } from './OutlineMenu.tsx';
import type { TextReplica } from './text-replica.ts';

const formats: readonly { format: Format; icon: LucideIcon; label: string; shortcut?: string }[] = [
  { format: 'heading', icon: Heading, label: 'Heading' },
  { format: 'bold', icon: Bold, label: 'Bold', shortcut: 'Mod+B' },
  { format: 'italic', icon: Italic, label: 'Italic', shortcut: 'Mod+I' },
  { format: 'link', icon: Link, label: 'Link' },
  { format: 'list', icon: List, label: 'List' },
  { format: 'checklist', icon: ListChecks, label: 'Checklist' },
  { format: 'quote', icon: TextQuote, label: 'Quote' },
  { format: 'code', icon: Code, label: 'Code' },
];

export interface TextToolbarProps {
  replica: TextReplica;
  view: EditorView | null;
  undo: Y.UndoManager;
  moves: number;
}

/** Undo, formats, find, and where the text is safe. */
export function TextToolbar({ replica, view, undo, moves }: TextToolbarProps) {
  const menued = useNarrowerThan(800);
  const narrow = useNarrowerThan(1280);
  const { outlineHidden, change } = useWindow((state) => state);
  const apply = (format: Format): void => {
    if (view === null) return;
    view.dispatch(view.state.update(formatChange(view.state, format), { userEvent: 'input.format', scrollIntoView: true }));
    view.focus();
  };
  return (
    <div className="toolbar" role="toolbar" aria-label="Text" data-region="Toolbar">
      <IconButton icon={Undo2} label="Undo" shortcut="Mod+Z" disabled={undo.undoStack.length === 0} onClick={() => undo.undo()} />
      <IconButton
        icon={Redo2}
        label="Redo"
        shortcut="Mod+Shift+Z"
        disabled={undo.redoStack.length === 0}
        onClick={() => undo.redo()}
      />
      <span className="rule" />
      {!menued &&
        formats.map(({ format, icon, label, shortcut }) => (
          <IconButton key={format} icon={icon} label={label} shortcut={shortcut} onClick={() => apply(format)} />
        ))}
      {!menued && <span className="rule" />}
      <IconButton icon={Search} label="Find" shortcut="Mod+F" onClick={() => view && openSearchPanel(view)} />
      {menued && (
        <Menu trigger={<IconButton icon={Ellipsis} label="Formats" />}>
          {formats.map(({ format, icon, label, shortcut }) => (
            <MenuItem key={format} icon={icon} shortcut={shortcut} onSelect={() => apply(format)}>
              {label}
            </MenuItem>
          ))}
        </Menu>
      )}
      <span className="spring" />
      <SavedState replica={replica} />
      <span className="rule" />
      {narrow ? (
        <OutlineMenu replica={replica} view={view} moves={moves} />
      ) : (
        <IconButton
          icon={ListTree}
          label="Outline"
          aria-pressed={!outlineHidden}
          onClick={() => change({ outlineHidden: !outlineHidden })}
        />
      )}
    </div>
  );
}

const savedIcons = { safe: Check, here: HardDrive, saving: LoaderCircle, window: Unplug };

function SavedState({ replica }: { replica: TextReplica }) {
  const pending = useStore(replica.state, (state) => state.pending);
  const link = useNode((state) => state.link);
  const document = useSlice('documents').find(({ id }) => id === replica.id);
  const { kind, text } = savedState(link === 'open', pending, document);
  return (
    <span className={`saved-state ${kind}`} data-testid="saved-state">
      <Icon of={savedIcons[kind]} size={15} />
      {text}
    </span>
  );
}
