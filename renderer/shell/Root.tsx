import { Tooltip } from 'radix-ui';
import { isComplete } from '../state/node-state.ts';
import { useApp, useNode } from '../state/app.ts';
import { useStore } from 'zustand';
import { NodeAway } from './NodeAway.tsx';
import { Shell } from './Shell.tsx';
import { Unlock } from './Unlock.tsx';

/** Tries after which a node that has not answered yet counts as not running. */
const patience = 3;

/** The window: waits, without a word at first, until the node has told everything once. */
export function Root() {
  const complete = useNode(({ slices }) => isComplete(slices));
  const failures = useNode((state) => state.failures);
  const locked = useStore(useApp().lock, ({ state }) => state !== 'open');
  if (locked) return <Unlock />;
  if (!complete) return failures >= patience ? <NodeAway /> : null;
  return (
    <Tooltip.Provider delayDuration={500} skipDelayDuration={200}>
      <Shell />
    </Tooltip.Provider>
  );
}
