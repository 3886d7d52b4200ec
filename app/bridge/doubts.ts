import type { Cluster } from '../cluster/cluster.ts';
import { fingerprintOf } from '../identity/fingerprint.ts';
import { samePublicKeys, type PublicKeys } from '../identity/keys.ts';
import { mixedScripts, skeletons } from '../look-alike.ts';

/** Somebody as others see them. */
export interface Named {
  /** Of its person; undefined where none sits. */
  person: string | undefined;
  machine: string;
  keys: PublicKeys;
}

/** Most sentences about one. */
const mostDoubts = 3;

/** Tells who might be taken for whom: whose name looks like that of a member who has other keys. */
export class Doubts {
  readonly #members: readonly Named[];
  #known: Map<string, Named[]> | undefined;

  constructor(members: readonly Named[]) {
    this.#members = members;
  }

  /** What to be careful about with somebody, one plain sentence each; mostly none. */
  about(somebody: Named): string[] {
    const others = new Set<Named>();
    for (const look of looksOf(somebody)) {
      const other = this.#byLook.get(look)?.find(({ keys }) => !samePublicKeys(keys, somebody.keys));
      if (other !== undefined) others.add(other);
    }
    const alike = [...others].map(
      (other) =>
        `Looks like ${placeOf(other)}, but the fingerprint differs: theirs is ${fingerprintOf(other.keys).words.join(' ')}.`,
    );
    return [...alike, ...namesOf(somebody).flatMap(mixtureIn)].slice(0, mostDoubts);
  }

  /** Worked out when it is first asked for: mostly nobody waits of whom there could be doubts. */
  get #byLook(): ReadonlyMap<string, Named[]> {
    if (this.#known !== undefined) return this.#known;
    const known = new Map<string, Named[]>();
    for (const member of this.#members) {
      for (const look of looksOf(member)) {
        const alike = known.get(look);
        if (alike === undefined) known.set(look, [member]);
        // Two are enough to name one that is not oneself.
        else if (alike.length < 2) alike.push(member);
      }
    }
    this.#known = known;
    return known;
  }
}

/** A sentence about a name with letters of several scripts that pass for each other; mostly none. */
export function mixtureIn(name: string): string[] {
  const scripts = mixedScripts(name);
  return scripts.length === 0 ? [] : [`The name ${name} mixes letters that look alike: ${scripts.join(' and ')}.`];
}

/** The members of a cluster, under the names by which they were let in and those that they bear now. */
export function namedMembers({ membership, view }: Pick<Cluster, 'membership' | 'view'>): Map<string, Named> {
  const named = new Map<string, Named>();
  for (const { nodeId, name, signingKey, curveKey } of membership.members()) {
    const shown = view?.members.get(nodeId);
    named.set(nodeId, {
      person: shown === undefined || shown.headless ? undefined : shown.person,
      machine: shown?.machine ?? name,
      keys: { signing: signingKey, curve: curveKey },
    });
  }
  return named;
}

const namesOf = ({ person, machine }: Named): string[] => (person === undefined ? [machine] : [person, machine]);
const looksOf = (named: Named): Set<string> => new Set(namesOf(named).flatMap(skeletons));
const placeOf = ({ person, machine }: Named): string => (person === undefined ? machine : `${person} at ${machine}`);
