import type { EditorView } from '@codemirror/view';
import { Avatar } from '../../components/Avatar.tsx';
import { counted } from '../../components/words.ts';
import type { TextReplica } from './text-replica.ts';
import { jumpTo, useOutline, type OutlineState } from './use-outline.ts';
import { readingText } from './word-count.ts';

/** The headings beside the text, with who is under which. */
export function Outline({ replica, view, moves }: { replica: TextReplica; view: EditorView | null; moves: number }) {
  const outline = useOutline(replica, view, moves);
  return (
    <nav className="outline" aria-label="Outline" data-region="Outline">
      <h2>Outline</h2>
      {outline.headings.length === 0 && <p className="outline-note">Lines that begin with # are headings. They appear here.</p>}
      <Headings outline={outline} onJump={(at) => view && jumpTo(view, at)} />
      <h2>This document</h2>
      <p className="outline-note figures">
        {readingText(outline.words)}
        <br />
        {outline.others.length === 0
          ? 'Nobody else in it now'
          : `${counted(outline.others.length, 'other person', 'others')} in it now`}
      </p>
    </nav>
  );
}

/** People shown beside one heading. */
const mostBeside = 3;

export function Headings({ outline, onJump }: { outline: OutlineState; onJump: (at: number) => void }) {
  const top = Math.min(...outline.headings.map(({ level }) => level));
  return (
    <ul>
      {outline.headings.map(({ level, title, at }, index) => {
        const here = outline.others.filter(({ heading }) => heading === index);
        const depth = Math.min(level - top, 3);
        return (
          <li key={`${at}-${title}`}>
            <button
              type="button"
              className={`outline-heading depth-${depth}`}
              aria-current={index === outline.own ? 'location' : undefined}
              onClick={() => onJump(at)}
            >
              <span className="ellipsis">{title}</span>
              {here.length > 0 && <span className="unseen">, {here.map(({ person }) => person).join(', ')} here</span>}
              {here.slice(0, mostBeside).map(({ key, person, colour }) => (
                <Avatar key={key} person={person} colour={colour} size={16} />
              ))}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
