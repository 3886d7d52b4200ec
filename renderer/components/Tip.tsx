import './tip.css';
import type { ReactNode } from 'react';
import { Tooltip } from 'radix-ui';
import { Keys } from './Keys.tsx';

/** A tooltip; it repeats what the accessible name says and adds the shortcut. */
export function Tip({
  text,
  shortcut,
  side = 'bottom',
  children,
}: {
  text: string;
  shortcut?: string | undefined;
  side?: 'bottom' | 'right';
  children: ReactNode;
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tip" side={side} sideOffset={6} collisionPadding={8}>
          {text}
          {shortcut !== undefined && <Keys of={shortcut} />}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
