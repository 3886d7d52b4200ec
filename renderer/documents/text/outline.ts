/** A heading of a Markdown text. */
export interface Heading {
  /** 1 to 6. */
  level: number;
  title: string;
  /** Where its line begins, in UTF-16 units. */
  at: number;
}

/** Headings listed at most; a text with more is no text. */
const mostHeadings = 500;

/** The headings of a Markdown text in their order; lines inside fenced code are no headings. */
export function outlineOf(text: string): Heading[] {
  const headings: Heading[] = [];
  let fence: string | undefined;
  let at = 0;
  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) fence = fence === undefined ? mark : closes(mark, fence) ? undefined : fence;
    else if (fence === undefined) {
      const match = /^ {0,3}(#{1,6})[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$/.exec(line);
      if (match !== null) headings.push({ level: match[1]!.length, title: plainTitle(match[2]!), at });
      if (headings.length === mostHeadings) break;
    }
    at += line.length + 1;
  }
  return headings;
}

/** Index of the heading under which a position lies; -1 above the first. */
export function headingAt(headings: readonly Heading[], position: number): number {
  return headings.findLastIndex(({ at }) => at <= position);
}

function closes(mark: string, fence: string): boolean {
  return mark[0] === fence[0] && mark.length >= fence.length;
}

/** A title without the marks of bold, italic, code and links. */
function plainTitle(title: string): string {
  return title.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}/g, '');
}
