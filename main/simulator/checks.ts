import type { Observed, ObservedView } from './observed.ts';

/** Sentences about what is wrong; none when all is well. */
export type Violations = string[];

/** Most violations of one kind that are told. */
const mostTold = 3;

/** Everything that has to hold of the nodes of a cluster at rest. */
export function checkTree(nodes: readonly Observed[]): Violations {
  return [...noLoop(nodes), ...oneRoot(nodes), ...everyoneAttached(nodes), ...viewsAgree(nodes)];
}

/** Nobody is above itself. */
export function noLoop(nodes: readonly Observed[]): Violations {
  const byId = mapOf(nodes);
  const clear = new Set<string>();
  for (const start of nodes) {
    const path = new Set<string>();
    for (let at: Observed | undefined = start; at !== undefined && !clear.has(at.nodeId); at = byId.get(at.parentId ?? '')) {
      if (path.has(at.nodeId)) return [`There is a loop: ${[...path].map((id) => byId.get(id)!.name).join(', ')}.`];
      path.add(at.nodeId);
    }
    for (const id of path) clear.add(id);
  }
  return [];
}

/** In each part of the network exactly one node reigns. One that is all alone may go on looking for the others instead. */
export function oneRoot(nodes: readonly Observed[]): Violations {
  const violations: Violations = [];
  for (const [group, members] of groupsOf(nodes)) {
    if (members.length === 1 && members[0]!.phase === 'searching') continue;
    const roots = members.filter(({ phase }) => phase === 'root');
    if (roots.length !== 1)
      violations.push(`Part ${group} of the network has ${roots.length} roots${listed(roots)} for ${members.length} nodes.`);
  }
  return violations;
}

/** Every node has a way to the root of its part over nodes that live; but for one that is all alone. */
export function everyoneAttached(nodes: readonly Observed[]): Violations {
  const byId = mapOf(nodes);
  const reached = new Map<string, boolean>();
  const above = ({ parentId, group }: Observed): Observed | undefined => {
    const parent = byId.get(parentId ?? '');
    return parent?.group === group ? parent : undefined;
  };
  const reaches = (node: Observed): boolean => {
    const path: Observed[] = [];
    let at: Observed | undefined = node;
    while (at !== undefined && !reached.has(at.nodeId) && at.phase === 'member' && path.length <= nodes.length) {
      path.push(at);
      at = above(at);
    }
    const answer = at !== undefined && (reached.get(at.nodeId) ?? at.phase === 'root');
    for (const { nodeId } of path) reached.set(nodeId, answer);
    return answer;
  };
  const groups = groupsOf(nodes);
  const isLonely = ({ phase, group }: Observed): boolean => phase === 'searching' && groups.get(group)!.length === 1;
  const lost = nodes.filter((node) => !reaches(node) && !isLonely(node));
  return lost.length === 0 ? [] : [`${lost.length} of ${nodes.length} nodes have no way to a root${listed(lost, phaseOf)}.`];
}

/** All nodes of a part have one view, and it says who is there and who hangs where. */
export function viewsAgree(nodes: readonly Observed[]): Violations {
  const violations: Violations = [];
  for (const [group, members] of groupsOf(nodes)) {
    const root = members.find(({ phase }) => phase === 'root');
    const right = root?.view;
    if (right === undefined) continue;
    const others = members.filter(
      ({ view }) =>
        view === undefined || view.digest !== right.digest || view.term !== right.term || view.rootId !== right.rootId,
    );
    if (others.length > 0)
      violations.push(
        `In part ${group} ${others.length} of ${members.length} nodes see another view than the root ${root!.name} (${shown(right)})${listed(others, ({ view }) => (view === undefined ? 'none' : shown(view)))}.`,
      );
    violations.push(...viewIsTrue(right, members));
  }
  return violations;
}

function viewIsTrue(view: ObservedView, members: readonly Observed[]): Violations {
  const byId = mapOf(members);
  const wrong: string[] = [];
  for (const node of members) {
    const listedMember = view.members.get(node.nodeId);
    if (listedMember?.present !== true) wrong.push(`${node.name} is there, and the view says that it is not`);
    else if (node.phase === 'member' && listedMember.parentId !== node.parentId)
      wrong.push(`${node.name} hangs elsewhere than the view says`);
  }
  for (const [id, { present }] of view.members)
    if (present && !byId.has(id)) wrong.push(`a node that is not there is in the view (${id})`);
  return wrong.length === 0
    ? []
    : [`The root's view is wrong in ${wrong.length} places: ${wrong.slice(0, mostTold).join('; ')}.`];
}

/** All replicas of every document are equal, and everybody has every document. */
export function replicasEqual(nodes: readonly Observed[]): Violations {
  const violations: Violations = [];
  for (const [group, members] of groupsOf(nodes)) {
    const documents = new Set(members.flatMap((node) => [...node.documents.keys()]));
    for (const document of documents) {
      const byDigest = Map.groupBy(members, (node) => node.documents.get(document) ?? 'missing');
      if (byDigest.size < 2) continue;
      const [most, ...rest] = [...byDigest.values()].toSorted((one, other) => other.length - one.length);
      violations.push(
        `In part ${group} document ${document.slice(0, 8)} has ${byDigest.size} forms: ${most!.length} nodes have one${listed(rest.flat())} have others.`,
      );
    }
  }
  return violations;
}

/** Every edit that was called safe on a node that is there is in the text of every node. Replicas must be equal already. */
export function safeEditsThere(
  nodes: readonly Observed[],
  document: string,
  edits: readonly { token: string; node: string }[],
): Violations {
  const violations: Violations = [];
  const there = new Set(nodes.map(({ name }) => name));
  const wanted = edits.filter(({ node }) => there.has(node));
  // Equal digests are equal texts: each form is read once.
  const forms = Map.groupBy(nodes, (node) => node.documents.get(document) ?? node.name);
  for (const alike of forms.values()) {
    const reader = alike[0]!;
    const text = reader.text(document);
    const missing = wanted.filter(({ token }) => !text.includes(token));
    if (missing.length > 0)
      violations.push(
        `${missing.length} of ${wanted.length} safe edits are not on ${alike.length} nodes such as ${reader.name}: ${missing
          .slice(0, mostTold)
          .map(({ token, node }) => `${token} of ${node}`)
          .join(', ')}.`,
      );
  }
  return violations;
}

/** What one node did per second at rest. */
export interface RestingWork {
  control: number;
  frames: number;
}

/** Nobody does more than a bounded number of things per second when nothing happens. `children` is how many hang below. */
export function workBounded(
  work: ReadonlyMap<string, RestingWork>,
  children: ReadonlyMap<string, number>,
  perLink: RestingWork,
): Violations {
  const violations: Violations = [];
  const loud = [...work].filter(([name, { control, frames }]) => {
    // Each node has a link to each child and one to its parent; one more, so that a fraction does not count.
    const links = (children.get(name) ?? 0) + 2;
    return control > perLink.control * links || frames > perLink.frames * links;
  });
  for (const [name, { control, frames }] of loud.slice(0, mostTold))
    violations.push(
      `${name} with ${children.get(name) ?? 0} children sends ${control.toFixed(1)} control messages and ${frames.toFixed(1)} frames a second at rest.`,
    );
  if (loud.length > mostTold) violations.push(`And ${loud.length - mostTold} nodes more are too loud at rest.`);
  return violations;
}

function mapOf(nodes: readonly Observed[]): Map<string, Observed> {
  return new Map(nodes.map((node) => [node.nodeId, node]));
}

function groupsOf(nodes: readonly Observed[]): Map<number, Observed[]> {
  return Map.groupBy(nodes, ({ group }) => group);
}

function listed(nodes: readonly Observed[], extra?: (node: Observed) => string): string {
  if (nodes.length === 0) return '';
  const names = nodes.slice(0, mostTold).map((node) => (extra === undefined ? node.name : `${node.name}: ${extra(node)}`));
  return ` (${names.join(', ')}${nodes.length > mostTold ? ', …' : ''})`;
}

const phaseOf = ({ phase }: Observed): string => phase;
const shown = ({ digest, term }: ObservedView): string => `term ${term}, ${digest.slice(0, 8)}`;
