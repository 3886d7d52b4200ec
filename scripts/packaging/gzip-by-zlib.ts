#!/usr/bin/env node
/*
 * Stands in for 7-Zip where electron-builder makes a tar.gz: `a … OUT.gz IN` compresses one file, as `-tgzip` does. So
 * packaging needs no download on a machine without 7-Zip.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';

const args = process.argv.slice(2);
const [output, input] = args.filter((word) => !word.startsWith('-')).slice(1);
const isGzip = args.includes('-tgzip') || output?.endsWith('.gz') === true;
if (args[0] !== 'a' || !isGzip || output === undefined || input === undefined) {
  throw new Error(`Only gzip can be done here, not ${args.join(' ')}: install 7-Zip (p7zip-full).`);
}
await pipeline(createReadStream(input), createGzip({ level: constants.Z_BEST_COMPRESSION }), createWriteStream(output));
