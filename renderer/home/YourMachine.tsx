import { delayText } from '../../app/bridge/index.ts';
import { counted } from '../components/words.ts';
import { safetySentence } from '../state/standing.ts';
import { useSlice } from '../state/app.ts';

/** One's own machine in a few lines. */
export function YourMachine() {
  const self = useSlice('self');
  const tree = useSlice('tree');
  const documents = useSlice('documents');
  const own = tree.nodes.find(({ me }) => me);
  const parent = tree.nodes.find(({ id }) => id === own?.parent);
  const here = documents.filter(({ home }) => home === 'here').length;
  const safety = safetySentence(documents, tree);
  const place =
    parent === undefined
      ? tree.cluster === null
        ? 'On its own'
        : `Root of ${tree.cluster}, carries ${counted(own?.children.length ?? 0, 'machine')}`
      : `${own?.role === 'relay' ? 'Relay' : 'Leaf'} under ${parent.name}${own?.roundTripMs == null ? '' : `, ${delayText(own.roundTripMs)}`}`;
  return (
    <section aria-labelledby="machine-title">
      <h2 className="heading" id="machine-title">
        Your machine
      </h2>
      <div className="lines">
        <p>{place}</p>
        {safety !== '' && <p>{safety}</p>}
        <p>
          {counted(documents.length, 'document')} kept here
          {here > 0 && tree.cluster !== null ? `, ${here} of them only here` : ''}
        </p>
        <p>
          {self.machine}, <span className="mono">{self.address}</span>
        </p>
      </div>
    </section>
  );
}
