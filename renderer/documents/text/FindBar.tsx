import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { ArrowDown, ArrowUp, CaseSensitive, Search, X } from 'lucide-react';
import {
  closeSearchPanel,
  findNext,
  findPrevious,
  getSearchQuery,
  replaceAll,
  replaceNext,
  SearchQuery,
  setSearchQuery,
} from '@codemirror/search';
import type { EditorView } from '@codemirror/view';
import { Button } from '../../components/Button.tsx';
import { Field } from '../../components/Field.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { countMatches } from './count-matches.ts';

/** Find and replace in the text that is shown. */
export function FindBar({ view, moves }: { view: EditorView; moves: number }) {
  const [query, setQuery] = useState(() => getSearchQuery(view.state));
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const change = (part: { search?: string; replace?: string; caseSensitive?: boolean }): void => {
    const { search, replace, caseSensitive } = { ...query, ...part };
    const next = new SearchQuery({ search, replace, caseSensitive, literal: true });
    setQuery(next);
    view.dispatch({ effects: setSearchQuery.of(next) });
  };
  const close = (): void => {
    closeSearchPanel(view);
    view.focus();
  };
  const key = (event: KeyboardEvent): void => {
    // The editor listens too; what is typed here is for the bar alone.
    if (!event.ctrlKey && !event.metaKey && event.key !== 'F6') event.stopPropagation();
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && event.target === field.current) (event.shiftKey ? findPrevious : findNext)(view);
    else return;
    event.preventDefault();
  };
  return (
    <search className="find-bar" aria-label="Find in this text" onKeyDown={key}>
      <Field
        ref={field}
        label="Find"
        labelHidden
        icon={Search}
        placeholder="Find"
        value={query.search}
        onChange={(event) => change({ search: event.target.value })}
      />
      <MatchCount view={view} query={query} moves={moves} />
      <IconButton icon={ArrowUp} label="Previous" shortcut="Shift+Enter" onClick={() => findPrevious(view)} />
      <IconButton icon={ArrowDown} label="Next" shortcut="Enter" onClick={() => findNext(view)} />
      <IconButton
        icon={CaseSensitive}
        label="Match case"
        aria-pressed={query.caseSensitive}
        onClick={() => change({ caseSensitive: !query.caseSensitive })}
      />
      <span className="rule" />
      <Field
        label="Replace with"
        labelHidden
        placeholder="Replace with"
        value={query.replace}
        onChange={(event) => change({ replace: event.target.value })}
      />
      <Button look="quiet" disabled={!query.valid} onClick={() => replaceNext(view)}>
        Replace
      </Button>
      <Button look="quiet" disabled={!query.valid} onClick={() => replaceAll(view)}>
        All
      </Button>
      <span className="spring" />
      <IconButton icon={X} label="Close" shortcut="Esc" onClick={close} />
    </search>
  );
}

function MatchCount({ view, query }: { view: EditorView; query: SearchQuery; moves: number }) {
  if (query.search === '') return <span className="match-count" />;
  const { at, total, more } = countMatches(view.state, query);
  const text = total === 0 ? 'Nothing found' : `${at === 0 ? '' : `${at} of `}${total}${more ? '+' : ''}`;
  return (
    <span className="match-count" role="status">
      {text}
    </span>
  );
}
