import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../app/random.ts';
import { newCurveKeys } from '../../../../app/transport/curve-keys.ts';
import { commandFlag, moreFlag } from '../../../../app/transport/zmtp/frame-header.ts';
import { CurveClient } from '../../../../app/transport/zmtp/mechanisms/curve-client.ts';
import { CurveServer } from '../../../../app/transport/zmtp/mechanisms/curve-server.ts';
import type { FrameCipher, Mechanism } from '../../../../app/transport/zmtp/mechanisms/mechanism.ts';

const random = seededRandom(26);
const serverKeys = newCurveKeys(random);
const clientKeys = newCurveKeys(random);

function sides(admits = (_publicKey: Uint8Array): boolean => true) {
  const client = new CurveClient({ type: 'DEALER', keys: clientKeys, serverKey: serverKeys.publicKey, random });
  const server = new CurveServer({ type: 'ROUTER', keys: serverKeys, admits, random });
  return { client, server };
}

/** What `side` answers, as a buffer of its own. */
function answer(side: Mechanism, said: Uint8Array): Buffer {
  return Buffer.from(side.receive(Buffer.from(said)).reply ?? []);
}

/** The four commands of a handshake that went well. */
function shaken() {
  const { client, server } = sides();
  const hello = Buffer.from(client.begin());
  const welcome = answer(server, hello);
  const initiate = answer(client, welcome);
  const end = server.receive(initiate);
  const ready = Buffer.from(end.reply ?? []);
  const clientEnd = client.receive(ready);
  const [near, far] = [client.cipher, server.cipher];
  if (!near || !far) throw new Error('The handshake did not end.');
  return { commands: { hello, welcome, initiate, ready }, peers: [end.peer, clientEnd.peer], near, far };
}

function seal(cipher: FrameCipher, flags: number, body: Uint8Array): Buffer {
  const sealed = Buffer.alloc(body.length + cipher.overheadBytes);
  cipher.sealInto(sealed, 0, flags, body);
  return sealed;
}

describe('the CURVE handshake', () => {
  test('has commands of the sizes that RFC 26 gives, and tells each side of the other', () => {
    const { commands, peers } = shaken();
    expect([commands.hello.length, commands.welcome.length]).toEqual([200, 168]);
    expect(commands.initiate.length).toBeGreaterThanOrEqual(257);
    expect(commands.ready.length).toBeGreaterThanOrEqual(30);
    expect(peers.map((peer) => peer?.socketType)).toEqual(['DEALER', 'ROUTER']);
  });

  test('asks once whether the key of the client may come in', () => {
    const asked: Uint8Array[] = [];
    const { client, server } = sides((key) => {
      asked.push(key);
      return false;
    });
    const initiate = answer(client, answer(server, client.begin()));
    expect(() => server.receive(initiate)).toThrow('admitted');
    expect(asked).toEqual([clientKeys.publicKey]);
    expect(server.cipher).toBeUndefined();
  });

  test('fails for every single octet of HELLO and INITIATE that is changed, except in the padding', () => {
    const steps = fc.constantFrom('hello', 'initiate');
    fc.assert(
      fc.property(steps, fc.nat(), fc.integer({ min: 1, max: 255 }), (step, place, change) => {
        const { client, server } = sides();
        const hello = Buffer.from(client.begin());
        const said = step === 'hello' ? hello : answer(client, answer(server, hello));
        const at = place % said.length;
        fc.pre(!(step === 'hello' && at >= 8 && at < 80));
        said[at] = (said[at] ?? 0) ^ change;
        expect(() => server.receive(said)).toThrow(expect.objectContaining({ name: 'ProtocolError' }));
      }),
    );
  });

  test('fails for every octet of WELCOME and READY that is changed', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.nat(), fc.integer({ min: 1, max: 255 }), (early, place, change) => {
        const { client, server } = sides();
        const welcome = answer(server, client.begin());
        const said = early ? welcome : answer(server, answer(client, welcome));
        const at = place % said.length;
        said[at] = (said[at] ?? 0) ^ change;
        expect(() => client.receive(said)).toThrow(expect.objectContaining({ name: 'ProtocolError' }));
      }),
    );
  });

  test('fails when a command is cut short, comes twice or out of turn', () => {
    const { commands } = shaken();
    for (const name of ['hello', 'initiate'] as const) {
      for (let length = 0; length < commands[name].length; length += 7) {
        const { client, server } = sides();
        if (name === 'initiate') server.receive(Buffer.from(client.begin()));
        expect(() => server.receive(commands[name].subarray(0, length))).toThrow(
          expect.objectContaining({ name: 'ProtocolError' }),
        );
      }
    }
    const { client, server } = sides();
    expect(() => server.receive(commands.initiate)).toThrow('belong');
    expect(() => client.receive(commands.ready)).toThrow('belong');
    server.receive(Buffer.from(client.begin()));
    expect(() => server.receive(Buffer.from(client.begin()))).toThrow('belong');
  });

  test('of another connection can not be replayed', () => {
    const { commands } = shaken();
    const { server } = sides();
    server.receive(commands.hello);
    expect(() => server.receive(commands.initiate)).toThrow('cookie');
  });
});

describe('the CURVE cipher', () => {
  test('opens what the other side sealed, flags and all', () => {
    const { near, far } = shaken();
    fc.assert(
      fc.property(fc.constantFrom(0, moreFlag, commandFlag), fc.uint8Array({ maxLength: 40_000 }), (flags, body) => {
        for (const [from, to] of [
          [near, far],
          [far, near],
        ] as const) {
          const opened = to.open(seal(from, flags, body));
          expect(opened.flags).toBe(flags);
          expect(Buffer.compare(opened.body, body)).toBe(0);
        }
      }),
    );
  });

  test('refuses what is repeated, changed, cut, in the clear, or sent back to its sender', () => {
    const { near, far } = shaken();
    const first = seal(near, 0, Buffer.from('first'));
    const second = seal(near, 0, Buffer.from('second'));
    far.open(second);
    expect(() => far.open(second)).toThrow('before');
    expect(() => far.open(first)).toThrow('before');
    const third = seal(near, 0, Buffer.from('third'));
    third[third.length - 1] = (third.at(-1) ?? 0) ^ 1;
    expect(() => far.open(third)).toThrow('open');
    expect(() => far.open(seal(near, 0, Buffer.from('fourth')).subarray(0, 32))).toThrow('clear');
    expect(() => far.open(Buffer.from('in the clear, and long enough to be a message'))).toThrow('clear');
    expect(() => near.open(seal(near, 0, Buffer.from('mirror')))).toThrow('open');
  });

  test('never sends the same bytes twice', () => {
    const { near } = shaken();
    const sealed = Array.from({ length: 100 }, () => seal(near, 0, Buffer.from('same')).toString('hex'));
    expect(new Set(sealed).size).toBe(100);
  });
});
