import { useCommand } from '../state/use-command.ts';
import { useSlice, useWindow } from '../state/app.ts';
import type { NearStanding } from './standings.ts';

/** Runs before asking, for example to keep the name that was just typed; false calls the asking off. */
export type BeforeAsking = () => Promise<boolean>;

/** What one can do about somebody near: ask to join, stop asking, or invite. */
export function StandingAction({
  standing: { kind, name, clusterId },
  beforeAsking,
}: {
  standing: NearStanding;
  beforeAsking?: BeforeAsking;
}) {
  const cluster = useSlice('cluster');
  const open = useWindow((state) => state.open);
  const go = useWindow((state) => state.go);
  const call = useCommand();
  const free = cluster.phase === 'alone' || cluster.phase === 'asking';
  if (kind === 'mine')
    return (
      <button type="button" onClick={() => go({ screen: 'tree' })}>
        Look at it
      </button>
    );
  if (kind === 'single' && !free)
    return (
      <button type="button" aria-label={`Invite ${name}`} onClick={() => open('invite')}>
        Invite
      </button>
    );
  if (kind !== 'cluster' || !free || clusterId === undefined) return null;
  if (cluster.phase === 'asking' && cluster.name === name) {
    return (
      <button type="button" onClick={() => void call('cancelAsking', {})}>
        Asked. Stop asking
      </button>
    );
  }
  const ask = async (): Promise<void> => {
    if ((await beforeAsking?.()) !== false) await call('askToJoin', { clusterId });
  };
  return (
    <button type="button" aria-label={`Ask to join ${name}`} onClick={() => void ask()}>
      Ask to join
    </button>
  );
}
