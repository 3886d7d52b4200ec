import type { EditorState } from '@codemirror/state';
import type { SearchQuery } from '@codemirror/search';

/** Counting stops here; more is said with a plus. */
const mostCounted = 999;

/** How often something occurs, and which of them is selected (0 for none). */
export function countMatches(state: EditorState, query: SearchQuery): { at: number; total: number; more: boolean } {
  if (!query.valid) return { at: 0, total: 0, more: false };
  const { from, to } = state.selection.main;
  const cursor = query.getCursor(state);
  let at = 0;
  let total = 0;
  for (let match = cursor.next(); match.done !== true; match = cursor.next()) {
    if (total === mostCounted) return { at, total, more: true };
    total++;
    if (match.value.from === from && match.value.to === to) at = total;
  }
  return { at, total, more: false };
}
