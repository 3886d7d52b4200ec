import './inspector.css';
import { Copy, X } from 'lucide-react';
import { delayText, type TreeNodeView, type TreeView } from '../../app/bridge/index.ts';
import { IconButton } from '../components/IconButton.tsx';
import { Doubts } from '../components/Doubts.tsx';
import { MachineGlyph } from '../components/MachineGlyph.tsx';
import { exactTime, timeOfDay } from '../components/times.ts';
import { counted, rateText } from '../components/words.ts';
import { useApp, useSlice } from '../state/app.ts';
import { healthWords } from './machine-words.ts';
import { Sparkline } from './Sparkline.tsx';

/** Events of one machine shown. */
const mostEvents = 8;

/** One machine in words and figures. */
export function MachineInspector({ machine, tree, onClose }: { machine: TreeNodeView; tree: TreeView; onClose: () => void }) {
  const { rates } = useApp();
  const samples = rates.of(machine.id);
  const root = machine.role === 'root';
  return (
    <>
      <Head machine={machine} tree={tree} onClose={onClose} />
      <div className="inspector-doubts">
        <Doubts of={useSlice('members').find(({ nodeId }) => nodeId === machine.id)?.doubts ?? []} />
      </div>
      {machine.health !== 'ok' && <Advice machine={machine} />}
      <div className="sparks">
        {!root && (
          <Sparkline
            label="Round trip to its parent"
            value={machine.roundTripMs === null ? 'not measured yet' : delayText(machine.roundTripMs)}
            values={samples.map(({ roundTripMs }) => roundTripMs ?? 0)}
          />
        )}
        <Sparkline label="Messages down, per s" value={rateText(machine.rates.down)} values={samples.map(({ down }) => down)} />
        <Sparkline label="Messages up, per s" value={rateText(machine.rates.up)} values={samples.map(({ up }) => up)} />
      </div>
      <Details machine={machine} />
      <Events machine={machine.id} />
    </>
  );
}

function Head({ machine, tree, onClose }: { machine: TreeNodeView; tree: TreeView; onClose: () => void }) {
  const parent = tree.nodes.find(({ id }) => id === machine.parent);
  const role = { root: 'Root', relay: 'Relay', leaf: 'Leaf' }[machine.role];
  const carries = machine.children.length > 0 ? `, carries ${counted(machine.children.length, 'machine')}` : '';
  return (
    <header className="inspector-head">
      <MachineGlyph machine={machine} size={44} />
      <div>
        <h2 className="heading">
          <bdi>{machine.name}</bdi>
        </h2>
        <p>
          {role}
          {parent && (
            <>
              {' '}
              under <span className="mono">{parent.name}</span>
            </>
          )}
          {carries}
        </p>
        <p>{machine.headless ? 'Runs without a window' : `${machine.person}${machine.me ? ', you' : ''}`}</p>
      </div>
      <IconButton icon={X} label="Close" shortcut="Esc" onClick={onClose} />
    </header>
  );
}

const advice: Record<Exclude<TreeNodeView['health'], 'ok'>, string> = {
  suspect: 'Nothing came from it for a moment. If it stays quiet, those under it find another parent by themselves.',
  snail: 'It left the live stream because it could not keep up, catches up by itself, and comes back. Nothing is lost.',
  gone: 'It is shown for a minute. Whoever was under it has another parent.',
};

function Advice({ machine }: { machine: TreeNodeView }) {
  if (machine.health === 'ok') return null;
  return (
    <p className={`inspector-advice ${machine.health}`}>
      <b>{sentenceCase(healthWords(machine))}.</b> {advice[machine.health]}
    </p>
  );
}

function Details({ machine }: { machine: TreeNodeView }) {
  const { toasts } = useApp();
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(machine.address);
    toasts.getState().show(`${machine.address} is on the clipboard`);
  };
  return (
    <dl className="inspector-details">
      <dt>Health</dt>
      <dd>{healthWords(machine)}</dd>
      <dt>Joined</dt>
      <dd>{timeOfDay(machine.joinedAt)}</dd>
      <dt>Address</dt>
      <dd className="mono address">
        {machine.address}
        <IconButton icon={Copy} size={14} label="Copy the address" onClick={() => void copy()} />
      </dd>
      <dt>Id</dt>
      <dd className="mono">
        {machine.id.slice(0, 8)}…{machine.id.slice(-4)}
      </dd>
    </dl>
  );
}

function Events({ machine }: { machine: string }) {
  const events = useSlice('events')
    .filter(({ nodeId }) => nodeId === machine)
    .slice(-mostEvents)
    .toReversed();
  if (events.length === 0) return null;
  return (
    <section className="inspector-events" aria-label="Its events">
      <ul>
        {events.map(({ at, sentence }) => (
          <li key={`${at}${sentence}`}>
            <time dateTime={new Date(at).toISOString()}>{exactTime(at)}</time>
            <span>{sentence}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
