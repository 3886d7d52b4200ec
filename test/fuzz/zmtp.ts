/**
 * Bad peers for the ZMTP implementation, by the thousand: noise, broken greetings, frames of
 * impossible sizes, handshakes that break off, sessions in the clear and encrypted that somebody
 * meddles with. Whatever comes, the connection goes on or ends, holds little, and disturbs nobody.
 *
 * Usage: node test/fuzz/zmtp.ts SECONDS [SEED]
 */
import { duplexPair } from 'node:stream';
import type { Duplex } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { seededRandom } from '../../app/random.ts';
import type { Random } from '../../app/random.ts';
import { newCurveKeys } from '../../app/transport/curve-keys.ts';
import type { Security } from '../../app/transport/transport.ts';
import { greetingBytes } from '../../app/transport/zmtp/greeting.ts';
import { zmtpLimits } from '../../app/transport/zmtp/zmtp-limits.ts';
import { badPeers } from './bad-peers.ts';
import { meddler } from './meddler.ts';
import { watchedConnection } from './watched-connection.ts';
import type { Watched } from './watched-connection.ts';

/** What came of a run. */
export interface FuzzReport {
  seed: number;
  cases: number;
  /** Connections by how they ended; `open` ones had met nothing wrong yet. */
  ends: Record<string, number>;
  /** Handshakes that were completed. */
  shaken: number;
  /** Messages that got through. */
  messages: number;
}

/** More can't be sent before the handshake is over: greeting, two commands of CURVE, their headers. */
const handshakeBytes = greetingBytes + 2 * (zmtpLimits.handshakeCommandBytes + 9);

/** Runs for so long, at least once through all kinds. Throws at the first thing that is wrong, with what to replay. */
export async function run(seconds: number, seed: number): Promise<FuzzReport> {
  const random = seededRandom(seed);
  const report: FuzzReport = { seed, cases: 0, ends: {}, shaken: 0, messages: 0 };
  const until = performance.now() + seconds * 1_000;
  const kinds: [string, (random: Random) => Promise<Watched>][] = [
    ...Object.entries(badPeers).map(([name, peer]): [string, (random: Random) => Promise<Watched>] => [
      name,
      (chance) => attack(peer(chance), chance),
    ]),
    ['a session in the clear, meddled with', (chance) => meddle(undefined, undefined, chance)],
    ['a session with CURVE, meddled with', meddleWithCurve],
  ];
  do {
    for (const [name, play] of kinds) {
      try {
        note(await play(random), report);
      } catch (thrown) {
        throw new Error(`Seed ${seed}, case ${report.cases}, a peer with ${name}.`, { cause: thrown });
      }
    }
  } while (performance.now() < until);
  return report;
}

function note(watched: Watched, report: FuzzReport): void {
  if (watched.faults.length > 0) throw new Error('Something else than a protocol error.', { cause: watched.faults[0] });
  const end = watched.end ?? 'open';
  report.cases += 1;
  report.ends[end] = (report.ends[end] ?? 0) + 1;
  report.shaken += watched.shaken ? 1 : 0;
  report.messages += watched.messages;
  watched.connection.close();
}

/** Sends the chunks to a connection of ours, whatever it answers. */
async function attack(chunks: Buffer[], random: Random): Promise<Watched> {
  const [near, far] = duplexPair();
  const watched = watchedConnection(near, anySecurity(random), 'PULL', random);
  far.on('error', () => {}).resume();
  let sent = 0;
  for (const chunk of chunks) {
    if (watched.end !== undefined) break;
    await passed(far, chunk);
    sent += chunk.length;
    if (watched.end === undefined && !watched.shaken && sent > handshakeBytes) {
      throw new Error(`${sent} bytes were taken without a handshake.`);
    }
  }
  far.destroy();
  return watched;
}

function meddleWithCurve(random: Random): Promise<Watched> {
  const [server, client] = [newCurveKeys(random), newCurveKeys(random)];
  return meddle(
    { role: 'server', keys: server, admits: () => true },
    { role: 'client', keys: client, serverKey: server.publicKey },
    random,
  );
}

/** Two connections of ours that talk honestly, and one in between who does not leave it at that. */
async function meddle(host: Security | undefined, guest: Security | undefined, random: Random): Promise<Watched> {
  const [near, nearWire] = duplexPair();
  const [far, farWire] = duplexPair();
  const hosting = watchedConnection(near, host, 'PULL', random);
  const guesting = watchedConnection(far, guest, 'PUSH', random);
  const change = meddler(random);
  nearWire.on('error', () => {}).on('data', (chunk: Buffer) => void farWire.write(chunk));
  farWire
    .on('error', () => {})
    .on('data', (chunk: Buffer) => {
      for (const changed of change(chunk)) nearWire.write(changed);
    });
  for (let round = 0; round < 30 && hosting.end === undefined; round += 1) {
    const parts = Array.from({ length: 1 + random.integer(3) }, () => random.bytes(1 + random.integer(500)));
    guesting.connection.offer(parts);
    await new Promise((resolve) => void setImmediate(resolve));
  }
  guesting.connection.close();
  nearWire.destroy();
  farWire.destroy();
  return hosting;
}

function anySecurity(random: Random): Security | undefined {
  const keys = newCurveKeys(random);
  const choices: (Security | undefined)[] = [
    undefined,
    undefined,
    { role: 'server', keys, admits: () => true },
    { role: 'client', keys, serverKey: newCurveKeys(random).publicKey },
  ];
  return choices[random.integer(choices.length)];
}

function passed(stream: Duplex, chunk: Buffer): Promise<void> {
  stream.write(chunk);
  return new Promise((resolve) => void setImmediate(resolve));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [seconds = '10', seed = String(Date.now() % 2 ** 32)] = process.argv.slice(2);
  console.log(JSON.stringify(await run(Number(seconds), Number(seed))));
}
