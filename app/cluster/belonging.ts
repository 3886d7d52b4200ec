import { z } from 'zod';
import type { Store } from '../storage/store.ts';

const settingKey = 'cluster';

/** What a node remembers of the cluster it belongs to. */
const belonging = z.object({
  clusterId: z.string(),
  name: z.string(),
  /** The highest term that this node has seen; its own next reign gets a higher one. */
  term: z.number(),
  role: z.enum(['root', 'member']),
  rootId: z.string(),
  /** Where the root was last, `host:port`; empty at the root itself. */
  rootAddress: z.string(),
  /** Where other members were last, best ones first. */
  peers: z.array(z.string()).default([]),
});
export type Belonging = z.infer<typeof belonging>;

/** Reads what is remembered; undefined when there is nothing, or nothing that can be read. */
export function readBelonging(store: Store): Belonging | undefined {
  const parsed = belonging.safeParse(store.readSetting(settingKey));
  return parsed.success ? parsed.data : undefined;
}

/** Remembers, or with undefined forgets. */
export function writeBelonging(store: Store, value: Belonging | undefined): void {
  store.writeSetting(settingKey, value ?? null);
}
