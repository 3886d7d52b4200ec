import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type PeerCertificate } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock, type BanyanNode, type Clock } from '../../../app/index.ts';
import { newBridgeToken, startBridgeServer, type BridgeServer } from '../../../main/headless/bridge-server.ts';
import { givenCertificate, ownCertificate, type PageCertificate } from '../../../main/headless/page-certificate.ts';

// Another address than the one that is served in the clear, though still of this machine.
const host = '127.0.0.2';
const clock = systemClock();
const newFolder = (): string => mkdtempSync(join(tmpdir(), 'banyan-remote-'));

describe('the page beyond loopback', () => {
  let certificate: PageCertificate;
  let server: BridgeServer;
  let served = 0;

  beforeAll(async () => {
    const pageFolder = join(newFolder(), 'page');
    mkdirSync(pageFolder);
    writeFileSync(join(pageFolder, 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
    certificate = await ownCertificate(newFolder(), clock, [host]);
    const node = { serve: () => void served++ } as unknown as BanyanNode;
    server = await startBridgeServer(node, { port: 0, token: newBridgeToken(), pageFolder, remote: { host, certificate } });
  });
  afterAll(() => server.close());

  const name = (): string => `${host}:${server.port}`;
  const get = (named = name()) =>
    new Promise<{ status: number; headers: Record<string, unknown>; peer: PeerCertificate }>((resolve, reject) => {
      const ca = certificate.certificate;
      request({ host, port: server.port, path: '/', headers: { host: named }, ca, servername: '' }, (response) => {
        const peer = (response.socket as unknown as { getPeerCertificate(): PeerCertificate }).getPeerCertificate();
        response.resume().on('end', () => resolve({ status: response.statusCode!, headers: response.headers, peer }));
      })
        .on('error', reject)
        .end();
    });
  const knock = (
    options: { token?: string | null; origin?: string; named?: string; scheme?: 'ws' | 'wss' } = {},
  ): Promise<boolean> =>
    new Promise((resolve) => {
      const { token = server.token, origin, named, scheme = 'wss' } = options;
      const headers = { ...(origin !== undefined && { origin }), ...(named !== undefined && { host: named }) };
      const protocols = token === null ? ['banyan.v1'] : ['banyan.v1', `token.${token}`];
      const socket = new WebSocket(`${scheme}://${name()}/bridge`, protocols, { headers, ca: certificate.certificate });
      socket.once('open', () => {
        socket.close();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
  /** What comes back for bytes on a bare connection, until it is cut. */
  const said = (bytes: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(server.port, host, () => socket.write(bytes));
      let answer = '';
      socket.on('data', (data) => void (answer += data.toString('latin1')));
      socket.on('error', () => {});
      socket.on('close', () => resolve(answer));
    });

  test('is served by TLS, with its own certificate, and in no frame', async () => {
    const { status, headers, peer } = await get();
    expect(status).toBe(200);
    expect(peer.fingerprint256).toBe(certificate.fingerprint);
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).toContain(`connect-src 'self' wss://${name()}`);
    expect(headers['set-cookie']).toBeUndefined();
  });

  test('opens its bridge to the token alone, with or without the page’s own origin', async () => {
    const before = served;
    expect(await knock()).toBe(true);
    expect(await knock({ origin: `https://${name()}` })).toBe(true);
    expect(await knock({ token: null })).toBe(false);
    expect(await knock({ token: '' })).toBe(false);
    expect(await knock({ token: '0'.repeat(64) })).toBe(false);
    expect(served).toBe(before + 2);
  });

  test('stays shut to other pages, also those of this machine', async () => {
    const before = served;
    for (const origin of [
      'https://evil.example',
      'null',
      `http://${name()}`,
      `https://${host}`,
      `https://127.0.0.1:${server.port}`,
    ])
      expect(await knock({ origin })).toBe(false);
    expect(served).toBe(before);
  });

  test('refuses names that were bound to its address, and other addresses and ports', async () => {
    for (const named of [
      'evil.example',
      `evil.example:${server.port}`,
      `localhost:${server.port}`,
      `127.0.0.1:${server.port}`,
      `${host}:1`,
      host,
      'a b',
      ';x',
    ]) {
      expect((await get(named)).status, named).not.toBe(200);
      expect(await knock({ named, origin: `https://${named}` }), named).toBe(false);
    }
  });

  test('says nothing in the clear: neither to HTTP, nor to a WebSocket, nor to noise', async () => {
    const answers = [
      await said(`GET / HTTP/1.1\r\nHost: ${name()}\r\n\r\n`),
      await said('\0'.repeat(300)),
      await said(`GET /bridge HTTP/1.1\r\nHost: ${name()}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`),
    ];
    // At most an alert of TLS, which is a few bytes.
    for (const answer of answers) {
      expect(answer).not.toContain('HTTP');
      expect(answer.length).toBeLessThan(16);
    }
    expect(await knock({ scheme: 'ws' })).toBe(false);
    expect((await get()).status).toBe(200);
  });

  test('speaks no TLS older than 1.2', async () => {
    const refused = await new Promise<boolean>((resolve) => {
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      const socket = connectTls({ host, port: server.port, rejectUnauthorized: false, ...old }, () => resolve(false));
      socket.on('error', () => resolve(true));
    });
    expect(refused).toBe(true);
  });

  test('an address that this machine does not have, and a port that is taken, are said in one sentence', async () => {
    const node = { serve: () => {} } as unknown as BanyanNode;
    const at = (where: string, port: number) =>
      startBridgeServer(node, { port, token: 'x', pageFolder: undefined, remote: { host: where, certificate } });
    await expect(at('192.0.2.1', 0)).rejects.toMatchObject({ code: 'address-invalid' });
    await expect(at(host, server.port)).rejects.toMatchObject({ code: 'port-in-use' });
  });
});

describe('the certificate of the page', () => {
  const laterBy = (days: number): Clock => ({ ...clock, now: () => clock.now() + days * 86_400_000 });

  test('is made once, for its addresses, and kept where only its owner reads it', async () => {
    const folder = newFolder();
    const first = await ownCertificate(folder, clock, [host, '10.1.2.3']);
    expect((await ownCertificate(folder, clock, ['10.9.9.9'])).fingerprint).toBe(first.fingerprint);
    expect(readdirSync(folder)).toEqual(['ui-certificate.pem']);
    expect(statSync(join(folder, 'ui-certificate.pem')).mode & 0o777).toBe(0o600);
    expect(first.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect([
      first.isFor(host),
      first.isFor('10.1.2.3'),
      first.isFor('10.9.9.9'),
      first.isFor('evil.example'),
      first.isFor(''),
    ]).toEqual([...[true, true, false, false, false]]);
  });

  test('is made anew when it has run out or can’t be read', async () => {
    const folder = newFolder();
    const first = await ownCertificate(folder, clock, [host]);
    expect((await ownCertificate(folder, laterBy(396), [host])).fingerprint).toBe(first.fingerprint);
    const second = await ownCertificate(folder, laterBy(398), [host]);
    expect(second.fingerprint).not.toBe(first.fingerprint);
    writeFileSync(join(folder, 'ui-certificate.pem'), 'nonsense');
    expect((await ownCertificate(folder, clock, [host])).fingerprint).not.toBe(second.fingerprint);
  });

  test('of somebody else is taken from two files, and what is wrong with them is said in one sentence', async () => {
    const folder = newFolder();
    await ownCertificate(folder, clock, [host]);
    const pem = join(folder, 'ui-certificate.pem');
    const given = givenCertificate(pem, pem, clock);
    expect(given.privateKey).toContain('PRIVATE KEY');
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const other = write('other.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const nonsense = write('nonsense.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    const missing = join(folder, 'missing.pem');
    const wrong: [string, string, Clock, RegExp][] = [
      [missing, pem, clock, /^The file .*missing\.pem is not there\.$/],
      [pem, missing, clock, /^The file .*missing\.pem is not there\.$/],
      [nonsense, pem, clock, /^There is no certificate in .*nonsense\.pem\. It has to be PEM\.$/],
      [pem, nonsense, clock, /^There is no private key in .*nonsense\.pem\./],
      [pem, other, clock, /^The key in .*other\.pem does not belong to the certificate in .*ui-certificate\.pem\.$/],
      [pem, pem, laterBy(400), /^The certificate in .*ui-certificate\.pem is good from .* to .*, and not now\.$/],
      [folder, pem, clock, /^The file .* can’t be read\.$/],
    ];
    for (const [file, key, at, sentence] of wrong)
      expect(() => givenCertificate(file, key, at)).toThrow(
        expect.objectContaining({ code: 'bad-input', message: expect.stringMatching(sentence) }),
      );
  });

  test('that can’t be kept is none: nothing is left behind', async () => {
    const folder = join(newFolder(), 'not-there');
    await expect(ownCertificate(folder, clock, [host])).rejects.toMatchObject({ code: 'data-folder-unwritable' });
    const full = newFolder();
    chmodSync(full, 0o700);
    mkdirSync(join(full, 'ui-certificate.pem'));
    await expect(ownCertificate(full, clock, [host])).rejects.toMatchObject({ code: 'data-folder-unwritable' });
    expect(readdirSync(full)).toEqual(['ui-certificate.pem']);
  });

  test('holds one key and one certificate', async () => {
    const folder = newFolder();
    await ownCertificate(folder, clock, [host]);
    const text = readFileSync(join(folder, 'ui-certificate.pem'), 'utf8');
    expect(text.match(/-----BEGIN [A-Z ]+-----/g)).toEqual(['-----BEGIN CERTIFICATE-----', '-----BEGIN PRIVATE KEY-----']);
  });
});
