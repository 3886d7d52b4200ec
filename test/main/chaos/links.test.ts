import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { preamble } from '../../../main/chaos/detour.ts';
import { Links } from '../../../main/chaos/links.ts';

let links: Links;
let far: Server;
let accepted: Socket[];
let heard: string;

beforeEach(async () => {
  links = await Links.open();
  accepted = [];
  heard = '';
  far = createServer((socket) => {
    accepted.push(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      heard += String(data);
      socket.write(`you said ${String(data)}`);
    });
  });
  far.listen(0, '127.0.0.1');
  await once(far, 'listening');
});

afterEach(() => {
  links.close();
  far.close();
  for (const socket of accepted) socket.destroy();
});

/** A connection as a detoured node makes it. */
function connection(from: string): { socket: Socket; answers: () => string } {
  const socket = connect({ port: links.port, host: '127.0.0.1' });
  let answers = '';
  socket.on('data', (data) => void (answers += String(data)));
  socket.on('error', () => {});
  socket.write(preamble(from, '127.0.0.1', (far.address() as AddressInfo).port));
  return { socket, answers: () => answers };
}

const fromOne = (from: string): boolean => from === 'one';

describe('the links of the chaos', () => {
  test('pass on both ways, and the end of a connection', async () => {
    const { socket, answers } = connection('one');
    socket.write('hello');
    await vi.waitFor(() => expect(answers()).toBe('you said hello'));
    expect(heard).toBe('hello');
    socket.destroy();
    await vi.waitFor(() => expect(accepted[0]!.readableEnded || accepted[0]!.destroyed).toBe(true));
  });

  test('that are cut silently hold back everything both ways until they are healed, then nothing is missing', async () => {
    const { socket, answers } = connection('one');
    socket.write('a');
    await vi.waitFor(() => expect(answers()).toBe('you said a'));
    const heal = links.cut(fromOne, 'silent');
    socket.write('b');
    accepted[0]!.write('c');
    const other = connection('two');
    other.socket.write('d');
    // What goes over another link comes through, so what was cut had its time.
    await vi.waitFor(() => expect(other.answers()).toBe('you said d'));
    expect([heard, answers(), socket.destroyed]).toEqual(['ad', 'you said a', false]);
    heal();
    await vi.waitFor(() => expect(answers()).toBe('you said acyou said b'));
  });

  test('that are cut silently do not let a new connection through before they are healed', async () => {
    const heal = links.cut(fromOne, 'silent');
    const { socket, answers } = connection('one');
    socket.write('x');
    const other = connection('two');
    other.socket.write('y');
    await vi.waitFor(() => expect(other.answers()).toBe('you said y'));
    expect(accepted).toHaveLength(1);
    heal();
    await vi.waitFor(() => expect(answers()).toBe('you said x'));
  });

  test('that are broken lose their connections and every new one, in both directions, until they are healed', async () => {
    const { socket } = connection('one');
    socket.write('a');
    await vi.waitFor(() => expect(heard).toBe('a'));
    const heal = links.cut((from, to) => from === '127.0.0.1' && to === 'one', 'broken');
    await vi.waitFor(() => expect(socket.destroyed && accepted[0]!.destroyed).toBe(true));
    const again = connection('one');
    await once(again.socket, 'close');
    heal();
    const healed = connection('one');
    healed.socket.write('b');
    await vi.waitFor(() => expect(healed.answers()).toBe('you said b'));
  });

  test('are healed only when the last of several cuts is', async () => {
    const [first, second] = [links.cut(fromOne, 'silent'), links.cut(fromOne, 'silent')];
    const { socket, answers } = connection('one');
    socket.write('x');
    first();
    const other = connection('two');
    other.socket.write('y');
    await vi.waitFor(() => expect(other.answers()).toBe('you said y'));
    expect(answers()).toBe('');
    second();
    await vi.waitFor(() => expect(answers()).toBe('you said x'));
  });

  test('refuse what does not say where it wants to', async () => {
    const socket = connect({ port: links.port, host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.write('x'.repeat(100));
    await once(socket, 'close');
    expect(accepted).toEqual([]);
  });
});
