import './inspector.css';
import type { TreeNodeView, TreeView } from '../../app/bridge/index.ts';
import { X } from 'lucide-react';
import { IconButton } from '../components/IconButton.tsx';
import { MachineGlyph } from '../components/MachineGlyph.tsx';
import { rateText } from '../components/words.ts';

/** Links listed. */
const mostLinks = 8;

/** Nothing selected: the sums of the whole cluster, and its busiest links. */
export function ClusterInspector({
  tree,
  onSelect,
  onClose,
}: {
  tree: TreeView;
  onSelect: (machine: string) => void;
  onClose: () => void;
}) {
  const living = tree.nodes.filter(({ health }) => health !== 'gone');
  const links = living.filter(({ parent }) => parent !== null);
  const busiest = links.toSorted((a, b) => total(b) - total(a)).slice(0, mostLinks);
  const unwell = tree.nodes.filter(({ health }) => health !== 'ok');
  return (
    <>
      <header className="inspector-head">
        <div>
          <h2 className="heading">{tree.cluster ?? 'This machine'}</h2>
          <p>{tree.cluster === null ? 'In no cluster yet' : `Term ${tree.term}`}</p>
        </div>
        <IconButton icon={X} label="Close" shortcut="Mod+." onClick={onClose} />
      </header>
      <dl className="inspector-sums">
        <div>
          <dd>{living.length.toLocaleString('en')}</dd>
          <dt>{living.length === 1 ? 'machine' : 'machines'}</dt>
        </div>
        <div>
          <dd>{Math.max(0, ...living.map(({ depth }) => depth))}</dd>
          <dt>hops deep</dt>
        </div>
        <div>
          <dd>{rateText(links.reduce((sum, node) => sum + total(node), 0))}</dd>
          <dt>messages/s</dt>
        </div>
      </dl>
      {unwell.length > 0 && (
        <Machines
          title="Not in step"
          machines={unwell}
          figure={({ health }) => ({ ok: '', snail: 'behind', suspect: 'quiet', gone: 'gone' })[health]}
          onSelect={onSelect}
        />
      )}
      {busiest.length > 0 && (
        <Machines title="Busiest links" machines={busiest} figure={(node) => `${rateText(total(node))}/s`} onSelect={onSelect} />
      )}
    </>
  );
}

function Machines({
  title,
  machines,
  figure,
  onSelect,
}: {
  title: string;
  machines: readonly TreeNodeView[];
  figure: (machine: TreeNodeView) => string;
  onSelect: (machine: string) => void;
}) {
  return (
    <section className="inspector-machines" aria-label={title}>
      <h3 className="label">{title}</h3>
      <ul>
        {machines.map((machine) => (
          <li key={machine.id}>
            <button type="button" onClick={() => onSelect(machine.id)}>
              <MachineGlyph machine={machine} size={20} />
              <span className={`ellipsis ${machine.headless ? 'mono' : ''}`}>{machine.name}</span>
              <span className="figures">{figure(machine)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function total({ rates }: TreeNodeView): number {
  return rates.down + rates.up;
}
