import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

interface Entry {
  files?: Record<string, Entry> | undefined;
  offset?: string | undefined;
  size?: number | undefined;
  unpacked?: boolean | undefined;
}

const entry: z.ZodType<Entry> = z.lazy(() =>
  z.object({
    files: z.record(z.string(), entry).optional(),
    offset: z.string().optional(),
    size: z.number().optional(),
    unpacked: z.boolean().optional(),
  }),
);

/** One file of an archive. */
export interface ArchivedFile {
  path: string;
  /** Undefined for a file that lies beside the archive, in `app.asar.unpacked`. */
  content: Uint8Array | undefined;
}

/** Reads Electron's archive format: four 32-bit sizes, a JSON header of that length, then the files one after another. */
export function readAsar(archive: string): ArchivedFile[] {
  const bytes = readFileSync(archive);
  const headerBytes = bytes.readUInt32LE(4);
  const jsonBytes = bytes.readUInt32LE(12);
  const header = entry.parse(JSON.parse(bytes.toString('utf8', 16, 16 + jsonBytes)));
  const start = 8 + headerBytes;
  const walk = (folder: Entry, path: string): ArchivedFile[] =>
    Object.entries(folder.files ?? {}).flatMap(([name, each]) => {
      const below = path === '' ? name : `${path}/${name}`;
      if (each.files !== undefined) return walk(each, below);
      const at = start + Number(each.offset ?? 0);
      return [{ path: below, content: each.unpacked === true ? undefined : bytes.subarray(at, at + (each.size ?? 0)) }];
    });
  return walk(header, '');
}

/** Writes an archive out into a folder, with what lies beside it. */
export function extractAsar(archive: string, folder: string): void {
  for (const { path, content } of readAsar(archive)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content ?? readFileSync(join(`${archive}.unpacked`, path)));
  }
}
