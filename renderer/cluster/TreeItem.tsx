import { memo } from 'react';
import type { TreeNodeView } from '../../app/bridge/index.ts';
import { rolePath } from '../components/glyph-shapes.ts';
import { rateText } from '../components/words.ts';
import { BundleGlyph } from './BundleGlyph.tsx';
import { isLabelled } from './labels.ts';
import { spokenMachine } from './machine-words.ts';
import { isNewRoot, TreeGlyph } from './TreeGlyph.tsx';
import { TreeLabel } from './TreeLabel.tsx';
import type { PlacedItem } from './tree-layout.ts';

export interface TreeItemProps {
  domId: string;
  item: PlacedItem;
  /** Most names are left out; those that are written are enlarged by `labelScale` to stay readable. */
  crowded: boolean;
  labelScale: number;
  siblings: readonly PlacedItem[];
  parent: TreeNodeView | undefined;
  selected: boolean;
  focused: boolean;
  /** Item under the pointer. */
  pointed: string | undefined;
  now: number;
  onPoint: (id: string | undefined) => void;
  onUse: () => void;
}

/** A little more than what is drawn, so that it is easily hit. */
const hitRadius = 24;

/** One machine or bundle of the picture, with its name. */
export const TreeItem = memo(function TreeItem({
  domId,
  item,
  crowded,
  labelScale,
  siblings,
  parent,
  selected,
  focused,
  pointed,
  now,
  onPoint,
  onUse,
}: TreeItemProps) {
  const { machine, bundle, x, y, depth, id } = item;
  const place = siblings.findIndex((sibling) => sibling.id === id) + 1;
  const spoken =
    machine === undefined
      ? `${bundle?.length ?? 0} machines folded, under ${parent?.name ?? 'the root'}`
      : spokenMachine(machine, parent, place, siblings.length);
  const strong = selected || focused;
  return (
    <g className={`tree-item ${machine?.health === 'gone' ? 'gone' : ''}`} transform={`translate(${x} ${y})`}>
      {/* What is drawn is for the eyes; the item beside it says all of it in words. */}
      <g aria-hidden="true">
        {machine && <TreeGlyph machine={machine} selected={selected} focused={focused} newRoot={isNewRoot(machine, now)} />}
        {bundle && <BundleGlyph bundle={bundle} focused={focused} />}
        {isLabelled(item, crowded, focused ? id : pointed, selected ? id : undefined) && (
          <TreeLabel item={item} strong={strong} scale={labelScale} />
        )}
      </g>
      <path
        id={domId}
        role="treeitem"
        aria-label={spoken}
        aria-level={depth + 1}
        aria-posinset={place}
        aria-setsize={siblings.length}
        aria-selected={selected}
        d={rolePath(machine?.role ?? 'relay', hitRadius)}
        fill="transparent"
        onClick={onUse}
        onPointerEnter={() => onPoint(id)}
        onPointerLeave={() => onPoint(undefined)}
      >
        {machine && <title>{`${rateText(machine.rates.down)} down, ${rateText(machine.rates.up)} up per second`}</title>}
      </path>
    </g>
  );
});
