import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Endpoint, newCurveKeys, openTransport, seededRandom, type EndpointOptions, type Security } from '../../app/index.ts';

const open: { close(): Promise<void> }[] = [];
const folder = mkdtempSync(join(tmpdir(), 'banyan-ipc-'));

function endpoint(options: EndpointOptions): Endpoint {
  const made = new Endpoint(options);
  open.push(made);
  return made;
}

/** A message each way, and a question, between a host and a client at an address. */
async function talk(host: Endpoint, client: Endpoint, address: string, server?: Security, guest?: Security): Promise<void> {
  const heard: string[] = [];
  for (const [name, each] of [['host', host] as const, ['client', client] as const])
    each.channel('chat').handle(({ payload }) => void heard.push(`${name} hears ${Buffer.from(payload).toString()}`));
  host.answer(20, (payload) => Buffer.concat([Buffer.from('re: '), payload]));
  await client.connect(await host.listen(address, server), guest);
  client.channel('chat').send(1, Buffer.from('hello'));
  host.channel('chat').send(1, Buffer.from('hello yourself'));
  await vi.waitFor(() => expect(heard.toSorted()).toEqual(['client hears hello yourself', 'host hears hello']));
  expect(Buffer.from(await client.request(20, Buffer.from('why'))).toString()).toBe('re: why');
}

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(['zmtp', 'zeromq'] as const)('endpoints over %s', (kind) => {
  test.each(['tcp://127.0.0.1:0', `ipc://${join(folder, kind)}`])('L1 talk at %s', async (address) => {
    mkdirSync(folder, { recursive: true });
    await talk(endpoint({ transport: kind }), endpoint({ transport: kind }), address);
  });

  test('L1 talk within one process, by one transport, which outlives them', async () => {
    const transport = await openTransport(kind);
    const [host, client, late] = [endpoint({ transport }), endpoint({ transport }), endpoint({ transport })];
    open.push(transport);
    await talk(host, client, 'inproc://here');
    await client.close();
    await late.connect('inproc://here');
    expect(host.peers).toEqual([late.id]);
  });

  test('talk with keys', async () => {
    const random = seededRandom(5);
    const [hostKeys, keys] = [newCurveKeys(random), newCurveKeys(random)];
    const admits = (publicKey: Uint8Array): boolean => Buffer.compare(publicKey, keys.publicKey) === 0;
    const host = endpoint({ transport: kind });
    const server: Security = { role: 'server', keys: hostKeys, admits };
    const guest: Security = { role: 'client', keys, serverKey: hostKeys.publicKey };
    await talk(host, endpoint({ transport: kind }), 'tcp://127.0.0.1:0', server, guest);
    expect(host.peers).toHaveLength(1);
  });
});

test('an address that is none is refused with a sentence', async () => {
  await expect(endpoint({}).connect('somewhere')).rejects.toMatchObject({ code: 'address-invalid' });
  await expect(endpoint({}).listen('tcp://nowhere')).rejects.toMatchObject({ code: 'address-invalid' });
});
