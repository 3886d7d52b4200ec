import type { NodeParts, TextDocument } from '../../app/index.ts';
import { parentIdOf } from './attachment.ts';
import type { World } from './world.ts';

/** The view that a node has, as far as checks look at it. */
export interface ObservedView {
  digest: string;
  term: number;
  rootId: string;
  members: ReadonlyMap<string, { present: boolean; parentId: string | undefined }>;
}

/** One running node, as a checker sees it. */
export interface Observed {
  name: string;
  nodeId: string;
  /** Which part of the network it is in. */
  group: number;
  phase: 'alone' | 'asking' | 'root' | 'member' | 'searching';
  parentId: string | undefined;
  view: ObservedView | undefined;
  /** Digests of its documents by id, catalogues included. */
  documents: ReadonlyMap<string, string>;
  /** The text of a document, in whole. */
  text: (document: string) => string;
}

/** What every running node looks like now. Documents are looked at only when asked to: that costs most. */
export function observe(world: World, { documents }: { documents: boolean }): Observed[] {
  const views = new Map<unknown, ObservedView>();
  return world.running.map((machine) => {
    const { parts } = machine.process!;
    const { standing, view } = parts.cluster;
    let seen: ObservedView | undefined;
    if (view !== undefined) {
      // Nodes that agree share one view; ten thousand of them are looked at once.
      seen = views.get(view) ?? {
        digest: String(view.digest),
        term: view.term,
        rootId: view.rootId,
        members: view.members,
      };
      views.set(view, seen);
    }
    return {
      name: machine.name,
      nodeId: machine.nodeId,
      group: world.groupOf(machine),
      phase: standing.phase,
      parentId: parentIdOf(machine),
      view: seen,
      documents: documents ? digestsOf(parts) : new Map(),
      text: (document) => (parts.exchange.document(document, 'text') as TextDocument).text,
    };
  });
}

function digestsOf({ exchange, library }: NodeParts): Map<string, string> {
  const catalogue = library.clusterCatalogueId;
  if (catalogue === undefined) return new Map();
  const all = [{ id: catalogue, kind: 'catalogue' }, ...library.shared()];
  return new Map(all.map(({ id, kind }) => [id, Buffer.from(exchange.summary(id, kind).digest).toString('base64')]));
}
