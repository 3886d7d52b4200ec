import type { DocumentView } from '../../app/bridge/index.ts';

/** Documents whose name, or the name of who made or changed them, contains every word; the last changed first. */
export function filteredDocuments(documents: readonly DocumentView[], filter: string): DocumentView[] {
  const words = filter
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return documents
    .filter(({ name, changedBy, createdBy }) => {
      const text = `${name} ${changedBy} ${createdBy}`.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    })
    .toSorted((a, b) => b.changedAt - a.changedAt);
}
