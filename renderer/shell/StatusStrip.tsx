import { Check, Plug, TriangleAlert } from 'lucide-react';
import { delayText, type HealthSentence } from '../../app/bridge/index.ts';
import { Icon } from '../components/Icon.tsx';
import { safetySentence } from '../state/standing.ts';
import { windowHealth } from '../state/health.ts';
import { useNode, useSlice } from '../state/app.ts';
import { useShallow } from 'zustand/react/shallow';

const icons: Record<HealthSentence['tone'], typeof Check> = { good: Check, note: Plug, slow: TriangleAlert, bad: TriangleAlert };

/** The foot of the window: how things stand in a sentence, always bottom left; figures at the right. */
export function StatusStrip() {
  const health = useNode(useShallow(windowHealth));
  return (
    <footer className="status-strip" data-region="Status" aria-label="Status" tabIndex={-1}>
      <span className={`health ${health.tone}`} data-testid="health">
        <Icon of={icons[health.tone]} size={14} />
        <span className="ellipsis">{health.text}</span>
      </span>
      <Figures />
    </footer>
  );
}

function Figures() {
  const tree = useSlice('tree');
  const cluster = useSlice('cluster');
  const documents = useSlice('documents');
  const self = useSlice('self');
  const safety = safetySentence(documents, tree);
  const root = tree.nodes.find(({ id }) => id === tree.root);
  const own = tree.nodes.find(({ me }) => me);
  const joined = cluster.phase === 'root' || cluster.phase === 'member';
  return (
    <>
      {safety !== '' && joined && <span>{safety}</span>}
      <span className="spring" />
      {joined && own?.roundTripMs != null && <span>{delayText(own.roundTripMs)} to your parent</span>}
      {joined && <span>term {cluster.term}</span>}
      {joined && root !== undefined && <span className="ellipsis">Root: {root.me ? `${root.name}, yours` : root.name}</span>}
      {!joined && <span>{self.machine}</span>}
      {!joined && <span className="mono">{self.address}</span>}
    </>
  );
}
