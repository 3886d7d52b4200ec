import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../app/clock.ts';
import { silentLog } from '../../../../app/log.ts';
import { systemRandom } from '../../../../app/random.ts';
import { newCurveKeys } from '../../../../app/transport/curve-keys.ts';
import { defaultLinkTimings } from '../../../../app/transport/link-timings.ts';
import { encodeZ85 } from '../../../../app/transport/zeromq/z85.ts';
import { ZmtpSockets } from '../../../../app/transport/zmtp/zmtp-sockets.ts';
import { anyPort, bytes, eventually, numbered, socketOptions, textOf } from '../../../contract/transport-fixture.ts';

const installed = spawnSync('python3', ['-c', 'import zmq']).status === 0;

function zmtp(): ZmtpSockets {
  const parts = { clock: systemClock(), random: systemRandom(), log: silentLog, timings: defaultLinkTimings };
  const sockets = new ZmtpSockets(parts);
  onTestFinished(() => sockets.close());
  return sockets;
}

function python(args: string[]) {
  const child = spawn('python3', [join(import.meta.dirname, 'python_peer.py'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const written = { text: '' };
  child.stdout.on('data', (chunk: Buffer) => void (written.text += chunk.toString()));
  return { child, written };
}

describe('with pyzmq', () => {
  test('is tried where python3-zmq is installed; where it is not, that is said aloud', () => {
    if (!installed) console.warn('python3-zmq is not installed: how ZMTP gets on with Python was NOT tested.');
  });

  test.each(installed ? ['NULL', 'CURVE'] : [])('over %s every pattern works', async (mechanism) => {
    const [server, client] = [newCurveKeys(systemRandom()), newCurveKeys(systemRandom())];
    const encrypted = mechanism === 'CURVE';
    const admits = (): boolean => true;
    const options = socketOptions(encrypted ? { security: { role: 'server', keys: server, admits } } : {});
    const sockets = zmtp();
    const [router, pull, pub, rep] = [sockets.router(options), sockets.pull(options), sockets.pub(options), sockets.rep(options)];
    router.onMessage((peer, message) => router.send(peer, message.toReversed()));
    const pulled: string[] = [];
    pull.onMessage(([first]) => void pulled.push(textOf(first ?? bytes(''))));
    rep.onRequest((request) => [bytes('answer to '), ...request].slice(0, 1));
    const addresses = await Promise.all([router, pull, pub, rep].map((socket) => socket.bind(anyPort)));
    const ports = addresses.map((address) => address.split(':').at(-1)).join(',');
    const keys = encrypted ? [server.publicKey, client.publicKey, client.secretKey].map(encodeZ85) : [];
    const { child, written } = python([ports, ...keys]);
    const exited = once(child, 'exit');

    await eventually(async () => {
      await pub.send([bytes('news of today'), bytes('body')]);
      expect(written.text).toContain('bound');
    });
    expect(written.text).toContain("dealer [b'two', b'from python']");
    expect(written.text).toContain("sub [b'news of today', b'body']");
    expect(written.text).toContain("req b'answer to '");
    await eventually(() => expect(pulled).toEqual(numbered('', 1_000)));

    const req = zmtp().req(socketOptions());
    req.connect(`tcp://127.0.0.1:${/bound (\d+)/.exec(written.text)?.[1]}`);
    expect((await req.request([bytes('hello')])).map(textOf)).toEqual(['python says hello']);
    expect(await exited).toEqual([0, null]);
  });
});
