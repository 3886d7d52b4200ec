import './tree-picture.css';
import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import type { TreeView } from '../../app/bridge/index.ts';
import { useNow } from '../components/use-now.ts';
import { useSize } from '../components/use-size.ts';
import { fittingScale } from './camera.ts';
import { edgesOf } from './edges.ts';
import { isCrowded } from './labels.ts';
import { ParticleLayer } from './ParticleLayer.tsx';
import { StrandPath } from './StrandPath.tsx';
import { TreeItem } from './TreeItem.tsx';
import { layoutFor, type PlacedItem } from './tree-layout.ts';
import { childrenOf, stepFrom, type TreeStep } from './tree-steps.ts';
import { useCamera } from './use-camera.ts';
import { useGliding } from './use-gliding.ts';
import { ZoomButtons } from './ZoomButtons.tsx';

const steps: Record<string, TreeStep> = {
  ArrowUp: 'parent',
  ArrowDown: 'child',
  ArrowRight: 'next',
  ArrowLeft: 'previous',
  Home: 'first',
};

export interface TreePictureProps {
  tree: TreeView;
  selected: string | undefined;
  onSelect: (machine: string | undefined) => void;
}

/** The tree as a picture, in all the room there is. */
export function TreePicture(props: TreePictureProps) {
  const { ref, width, height } = useSize();
  return (
    <div className="tree-picture" ref={ref}>
      {width > 0 && height > 0 && <TreeStage {...props} width={width} height={height} />}
    </div>
  );
}

/** One tab stop; arrows move inside, Enter looks at a machine or opens a bundle. */
function TreeStage({ tree, selected, onSelect, width, height }: TreePictureProps & { width: number; height: number }) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [focus, setFocus] = useState<string>();
  const [pointed, setPointed] = useState<string>();
  const [within, setWithin] = useState(false);
  const layout = useMemo(
    () => layoutFor(tree, opened, (candidate) => fittingScale(candidate, width, height)),
    [tree, opened, width, height],
  );
  const items = useGliding(layout.items);
  const edges = useMemo(() => edgesOf(items), [items]);
  const { camera, reveal, listeners, zoom, fit } = useCamera(layout, width, height);
  const crowded = isCrowded(items.length, camera.scale);
  const prefix = useId();
  const now = useNow();
  const current =
    layout.items.find(({ id }) => id === focus) ?? layout.items.find(({ id }) => id === selected) ?? layout.items[0];

  const choose = (item: PlacedItem | undefined): void => {
    if (item?.bundle !== undefined) setOpened(new Set([...opened, item.id]));
    else if (item !== undefined) onSelect(item.id);
  };
  const move = (item: PlacedItem | undefined): void => {
    if (item === undefined) return;
    setFocus(item.id);
    reveal(item);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = steps[event.key];
    if (step !== undefined) move(stepFrom(layout.items, current?.id, step));
    else if (event.key === 'Enter') choose(current);
    else if (event.key === '+' || event.key === '=') zoom(1.25);
    else if (event.key === '-') zoom(0.8);
    else if (event.key === '0') fit();
    else if (event.key === 'Escape' && selected !== undefined) onSelect(undefined);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <svg
        width={width}
        height={height}
        role="tree"
        aria-label={`Tree of ${tree.nodes.length} machines`}
        tabIndex={0}
        data-region="Tree"
        aria-activedescendant={current && `${prefix}${current.id}`}
        onKeyDown={key}
        onFocus={() => setWithin(true)}
        onBlur={() => setWithin(false)}
        {...listeners}
      >
        <DepthLines levels={layout.levels} camera={camera} width={width} />
        <g transform={`translate(${camera.x} ${camera.y}) scale(${camera.scale})`}>
          {edges.map((edge) => (
            <StrandPath key={edge.id} edge={edge} />
          ))}
        </g>
        <g transform={`translate(${camera.x} ${camera.y}) scale(${camera.scale})`}>
          {items.map((item) => (
            <TreeItem
              key={item.id}
              domId={`${prefix}${item.id}`}
              item={item}
              crowded={crowded}
              labelScale={crowded ? Math.min(2, 1 / camera.scale) : 1}
              siblings={childrenOf(layout.items, item.parent)}
              parent={layout.items.find(({ id }) => id === item.parent)?.machine}
              selected={item.id === selected}
              focused={within && item.id === current?.id}
              pointed={pointed}
              now={now}
              onPoint={setPointed}
              onUse={() => {
                setFocus(item.id);
                choose(item);
              }}
            />
          ))}
        </g>
      </svg>
      <ParticleLayer edges={edges} camera={camera} width={width} height={height} />
      <ZoomButtons onZoom={zoom} onFit={fit} />
    </>
  );
}

/** One line per hop. */
function DepthLines({
  levels,
  camera,
  width,
}: {
  levels: readonly number[];
  camera: { y: number; scale: number };
  width: number;
}) {
  if (levels.length < 2) return null;
  return (
    <g aria-hidden="true">
      {levels.map((level, depth) => {
        const y = camera.y + level * camera.scale;
        return (
          <g key={level}>
            <line x1="0" x2={width} y1={y} y2={y} stroke="var(--tree-ring)" />
            <text x={width - 14} y={y - 6} fontSize="10.5" fill="var(--ink-3)" textAnchor="end">
              {depth === 0 ? 'root' : depth === 1 ? '1 hop' : `${depth} hops`}
            </text>
          </g>
        );
      })}
    </g>
  );
}
