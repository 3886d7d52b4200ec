import { useEffect, useState } from 'react';
import { Network, PanelRight, Search, Table2 } from 'lucide-react';
import { Field } from '../components/Field.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { Segments } from '../components/Segments.tsx';
import { useNarrowerThan, useReducedMotion } from '../components/use-media.ts';
import { ResizeHandle } from '../shell/ResizeHandle.tsx';
import { bounds } from '../state/remembered.ts';
import { useApp, useSlice, useWindow } from '../state/app.ts';
import { ClusterInspector } from './ClusterInspector.tsx';
import { EventList } from './EventList.tsx';
import { findMachine } from './find-machine.ts';
import { Legend } from './Legend.tsx';
import { MachineInspector } from './MachineInspector.tsx';
import { TreePicture } from './TreePicture.tsx';
import { TreeSentence } from './TreeSentence.tsx';
import { TreeTable } from './TreeTable.tsx';
import { useTreeKeys } from './use-tree-keys.ts';

const looks = [
  { value: 'tidy', label: 'Picture', icon: Network },
  { value: 'table', label: 'Table', icon: Table2 },
] as const;

/** The live tree of machines, with what is known about each. */
export default function TreeScreen({ machine }: { machine: string | undefined }) {
  const tree = useSlice('tree');
  const { treeAs, change } = useWindow((state) => state);
  const [selected, setSelected] = useState(machine);
  const [inspecting, setInspecting] = useState(true);
  const floating = useNarrowerThan(1100);
  const still = useReducedMotion();
  useEffect(() => setSelected(machine), [machine]);
  useTreeKeys({ onLook: (look) => change({ treeAs: look }), onInspector: () => setInspecting((on) => !on) });
  const look = (id: string | undefined): void => {
    setSelected(id);
    if (id !== undefined) setInspecting(true);
  };
  const busiest = Math.max(0, ...tree.nodes.map(({ rates }) => Math.max(rates.down, rates.up)));
  const inspectorShown = inspecting && (!floating || selected !== undefined);
  return (
    <>
      <div className="screen-main">
        <div className="toolbar" data-region="Toolbar">
          <Segments label="View" value={treeAs} segments={looks} onChange={(value) => change({ treeAs: value })} />
          <FindMachine onFound={look} />
          <span className="spring" />
          <IconButton
            icon={PanelRight}
            label="Inspector"
            shortcut="Mod+."
            aria-pressed={inspecting}
            onClick={() => setInspecting(!inspecting)}
          />
        </div>
        {treeAs === 'table' ? (
          <TreeTable tree={tree} selected={selected} onSelect={look} />
        ) : (
          <div className="tree-ground">
            <TreePicture tree={tree} selected={selected} onSelect={look} />
            <TreeSentence tree={tree} />
            {tree.nodes.length > 1 && <Legend busiest={busiest} still={still} />}
          </div>
        )}
        <EventList />
      </div>
      {inspectorShown && (
        <Inspector
          selected={selected}
          onSelect={look}
          onClose={() => (selected === undefined ? setInspecting(false) : setSelected(undefined))}
        />
      )}
    </>
  );
}

function Inspector({
  selected,
  onSelect,
  onClose,
}: {
  selected: string | undefined;
  onSelect: (machine: string | undefined) => void;
  onClose: () => void;
}) {
  const tree = useSlice('tree');
  const { inspectorWidth, change } = useWindow((state) => state);
  // Alone there is nothing to sum up: one's own machine is what there is to see.
  const machine = tree.nodes.find(({ id }) => id === selected) ?? (tree.nodes.length === 1 ? tree.nodes[0] : undefined);
  return (
    <>
      <aside
        className="inspector"
        style={{ width: inspectorWidth }}
        aria-label="Inspector"
        data-region="Inspector"
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
        }}
      >
        {machine === undefined ? (
          <ClusterInspector tree={tree} onSelect={onSelect} onClose={onClose} />
        ) : (
          <MachineInspector machine={machine} tree={tree} onClose={onClose} />
        )}
      </aside>
      <ResizeHandle
        label="Width of the inspector"
        edge="left"
        value={inspectorWidth}
        bounds={bounds.inspector}
        onChange={(value) => change({ inspectorWidth: value })}
      />
    </>
  );
}

function FindMachine({ onFound }: { onFound: (machine: string) => void }) {
  const tree = useSlice('tree');
  const { toasts } = useApp();
  const [text, setText] = useState('');
  const find = (): void => {
    const found = findMachine(tree.nodes, text);
    if (found !== undefined) onFound(found.id);
    else toasts.getState().show(`No machine and nobody here is called “${text}”`);
  };
  return (
    <div className="find-machine">
      <Field
        label="Find a machine"
        labelHidden
        icon={Search}
        placeholder="Find a machine"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && text.trim() !== '' && find()}
      />
    </div>
  );
}
