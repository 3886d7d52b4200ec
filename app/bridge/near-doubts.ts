import { skeletons } from '../look-alike.ts';
import type { Uuid } from '../wire/uuid.ts';
import { mixtureIn } from './doubts.ts';

interface NamedCluster {
  id: Uuid;
  name: string;
}

/**
 * What to be careful about with the clusters near, by their ids, one plain sentence each; mostly none. Anybody can
 * announce a cluster under any name: `own` is the one that this node belongs to, if it does.
 */
export function nearDoubts(near: readonly NamedCluster[], own: NamedCluster | undefined): Map<Uuid, string[]> {
  const byLook = new Map<string, NamedCluster[]>();
  for (const cluster of own === undefined ? near : [own, ...near]) {
    for (const look of skeletons(cluster.name)) {
      const alike = byLook.get(look) ?? [];
      byLook.set(look, alike);
      // Two are enough to name one that is another.
      if (alike.length < 2 && alike.every(({ id }) => id !== cluster.id)) alike.push(cluster);
    }
  }
  return new Map(near.map((cluster) => [cluster.id, cluster.id === own?.id ? [] : doubtsAbout(cluster, byLook, own)]));
}

function doubtsAbout(
  cluster: NamedCluster,
  byLook: ReadonlyMap<string, readonly NamedCluster[]>,
  own: NamedCluster | undefined,
): string[] {
  const alike = skeletons(cluster.name).flatMap((look) => byLook.get(look) ?? []);
  const other = alike.find(({ id }) => id !== cluster.id);
  const looks =
    other === undefined
      ? []
      : other.id === own?.id
        ? [`Looks like your cluster ${other.name}, and is another one.`]
        : ['Another cluster near looks the same. Ask for a code or a link: they lead to the right one.'];
  return [...looks, ...mixtureIn(cluster.name)];
}
