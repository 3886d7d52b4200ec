import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const content = z.object({ port: z.number().int(), token: z.string().regex(/^[0-9a-f]{64}$/), pid: z.number().int() });
/** Where the bridge of a node listens, for other programs of the same user; stays when the node stops, for its next start. */
export type BridgeFile = z.infer<typeof content>;

const fileOf = (dataFolder: string): string => join(dataFolder, 'bridge.json');

/** Writes it down, readable by this user only. */
export function writeBridgeFile(dataFolder: string, bridge: BridgeFile): void {
  rmSync(fileOf(dataFolder), { force: true });
  writeFileSync(fileOf(dataFolder), JSON.stringify(bridge), { mode: 0o600 });
  chmodSync(fileOf(dataFolder), 0o600);
}

/** Reads it; undefined when there is none that can be read. */
export function readBridgeFile(dataFolder: string): BridgeFile | undefined {
  try {
    return content.parse(JSON.parse(readFileSync(fileOf(dataFolder), 'utf8')));
  } catch {
    return undefined;
  }
}
