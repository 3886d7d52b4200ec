import { useState } from 'react';
import { Popover } from 'radix-ui';
import { ListTree } from 'lucide-react';
import type { EditorView } from '@codemirror/view';
import { IconButton } from '../../components/IconButton.tsx';
import { Headings } from './Outline.tsx';
import type { TextReplica } from './text-replica.ts';
import { jumpTo, useOutline } from './use-outline.ts';
import { readingText } from './word-count.ts';

/** The outline behind a button, where there is no room beside the text. */
export function OutlineMenu({ replica, view, moves }: { replica: TextReplica; view: EditorView | null; moves: number }) {
  const [open, setOpen] = useState(false);
  const outline = useOutline(replica, view, moves);
  const jump = (at: number): void => {
    setOpen(false);
    if (view !== null) jumpTo(view, at);
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <IconButton icon={ListTree} label="Outline" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover outline" align="end" sideOffset={4} collisionPadding={8} aria-label="Outline">
          <Headings outline={outline} onJump={jump} />
          <p className="outline-note figures">{readingText(outline.words)}</p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
