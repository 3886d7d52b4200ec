import { z } from 'zod';
import { limits } from '../config.ts';
import { pairingCommands } from './pairing-commands.ts';
import { bytes, clusterEvent, colour, cursorView, documentKind, id, name, slices, traceView, type SliceName } from './views.ts';

const nothing = z.object({});
const memberRole = z.enum(['viewer', 'editor', 'admin']);
const fragment = bytes.refine((value) => value.byteLength <= limits.fragmentBytes, {
  message: `A fragment may have at most ${limits.fragmentBytes} bytes; send it in parts.`,
});
const position = bytes.refine((value) => value.byteLength <= limits.cursorBytes);
const sliceNames = Object.keys(slices) as [SliceName, ...SliceName[]];
const command = <Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output) => ({ input, output });

/**
 * Everything a watcher (window, CLI, test) can ask a node to do.
 * Each has one input and one output; both are parsed at the border.
 * Failures arrive as {@link BanyanError} with a stable code.
 */
export const commands = {
  /** Starts sending the named slices: each once at once, then whenever it changed (at most 10 times a second). */
  watch: command(z.object({ slices: z.array(z.enum(sliceNames)) }), nothing),

  /** Names the person or the machine, or changes the colour. */
  updateSelf: command(z.object({ person: name.optional(), machine: name.optional(), colour: colour.optional() }), nothing),

  /** Starts a cluster with this node as its root. Fails with `already-joined` inside another. */
  createCluster: command(z.object({ name }), z.object({ id })),
  /**
   * Asks to join the cluster at `address` (`host:port`), or the one with this id that discovery sees.
   * Resolves when the question is on its way; the answer shows in the `cluster` slice and as an event.
   */
  askToJoin: command(z.union([z.object({ address: z.string().max(128) }), z.object({ clusterId: id })]), nothing),
  /** Takes the question back. */
  cancelAsking: command(nothing, nothing),
  /** The person's answer to a join request. */
  decide: command(
    z.object({
      requestId: z.string().max(64),
      accept: z.boolean(),
      /** Default: an editor that may carry others. */
      role: memberRole.optional(),
      mayHost: z.boolean().optional(),
    }),
    nothing,
  ),
  ...pairingCommands,
  /** What a member may do from now on. Fails with `not-allowed` unless this machine is an admin's, `not-found`. */
  setRole: command(z.object({ nodeId: id, role: memberRole, mayHost: z.boolean() }), nothing),
  /** Removes a member for good: its connections are cut within a second. Fails with `not-allowed`, `not-found`. */
  removeMember: command(z.object({ nodeId: id }), nothing),
  /** Leaves the cluster with a goodbye. Its documents stay on this machine. */
  leaveCluster: command(nothing, nothing),

  /** Makes a document; in a cluster it is shared at once unless `home` says `here`. Fails with `name-taken`. */
  createDocument: command(z.object({ name, kind: documentKind, home: z.enum(['cluster', 'here']).optional() }), z.object({ id })),
  renameDocument: command(z.object({ document: id, name }), nothing),
  /** Hides a document everywhere; nothing is erased, {@link commands.restoreDocument} brings it back. */
  deleteDocument: command(z.object({ document: id }), nothing),
  restoreDocument: command(z.object({ document: id }), nothing),
  /** Gives a document that was only here to the whole cluster. */
  shareDocument: command(z.object({ document: id }), nothing),

  /**
   * Opens a document for a replica outside the node. `have` is that replica's Yjs state vector (empty for a new one).
   * Answers with what it lacks and with the node's state vector, so that it can send what the node lacks;
   * from then on `fragments` and `cursors` events come until {@link commands.closeDocument}.
   */
  openDocument: command(z.object({ document: id, have: bytes }), z.object({ missing: bytes, have: bytes })),
  closeDocument: command(z.object({ document: id }), nothing),
  /** Applies edits of a replica. Resolves when they are safe: committed to this node's disk. */
  editDocument: command(z.object({ document: id, fragments: z.array(fragment).max(limits.fragmentsPerCall) }), nothing),
  /** Finds a document by name or id. */
  findDocument: command(z.object({ name: z.string().max(64) }), z.object({ id, name: z.string(), kind: documentKind })),
  /** The text of a text document. */
  readText: command(z.object({ document: id }), z.object({ text: z.string() })),
  /** Makes the text equal to `text` by the smallest edits found, so that others' carets stay. Resolves when safe. */
  writeText: command(
    z.object({ document: id, text: z.string().max(limits.textCharacters) }),
    z.object({ inserted: z.number(), deleted: z.number() }),
  ),

  /** Where this window's person is: in which document, and where their caret is; null for none. */
  setPresence: command(
    z.object({ document: id.nullable(), cursor: z.object({ anchor: position, head: position }).nullable() }),
    nothing,
  ),

  /** What the node can say about its own health, for `banyan doctor` and the troubleshooting page. */
  examine: command(
    nothing,
    z.object({
      checks: z.array(
        z.object({ name: z.string(), outcome: z.enum(['good', 'warn', 'bad']), sentence: z.string(), advice: z.string() }),
      ),
    }),
  ),
} as const;

/** Everything a node tells its watchers unasked. */
export const events = {
  slice: z.object({ name: z.enum(sliceNames), value: z.unknown() }),
  /** Fragments that others (other windows, other nodes) made in an open document, in the order to apply them. */
  fragments: z.object({ document: id, fragments: z.array(bytes) }),
  /** All carets in an open document but the watcher's own; at most 30 times a second. */
  cursors: z.object({ document: id, cursors: z.array(cursorView) }),
  /** How one of this node's own latest edits in an open document travels; sent again as confirmations come in. */
  trace: traceView,
  /** One thing that has just happened; the same that is appended to the `events` slice. */
  happened: clusterEvent,
} as const;

export type CommandName = keyof typeof commands;
export type CommandInput<Name extends CommandName> = z.input<(typeof commands)[Name]['input']>;
export type CommandOutput<Name extends CommandName> = z.output<(typeof commands)[Name]['output']>;
export type EventName = keyof typeof events;
export type EventPayload<Name extends EventName> = z.output<(typeof events)[Name]>;
