import { mkdtempSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { BanyanNode } from '../../../app/index.ts';
import { writeBridgeFile } from '../../../main/headless/bridge-file.ts';
import { newBridgeToken, startBridgeServer, type BridgeServer } from '../../../main/headless/bridge-server.ts';

describe('the bridge’s door on loopback', () => {
  let server: BridgeServer;
  let served = 0;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'banyan-page-'));
    const pageFolder = join(folder, 'page');
    mkdirSync(pageFolder);
    writeFileSync(join(pageFolder, 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
    writeFileSync(join(folder, 'secret.html'), 'secret');
    const node = { serve: () => void served++ } as unknown as BanyanNode;
    server = await startBridgeServer(node, { port: 0, token: newBridgeToken(), pageFolder });
  });
  afterAll(() => server.close());

  const get = (path: string, host = `127.0.0.1:${server.port}`): Promise<{ status: number; policy: string; body: string }> =>
    new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: server.port, path, headers: { host } }, (response) => {
        let body = '';
        response.on('data', (data) => void (body += String(data)));
        response.on('end', () =>
          resolve({ status: response.statusCode!, policy: String(response.headers['content-security-policy']), body }),
        );
      })
        .on('error', reject)
        .end();
    });

  const knock = (options: { token?: string; origin?: string; host?: string; path?: string }): Promise<boolean> =>
    new Promise((resolve) => {
      const headers = {
        ...(options.origin !== undefined && { origin: options.origin }),
        ...(options.host !== undefined && { host: options.host }),
      };
      const socket = new WebSocket(
        `ws://127.0.0.1:${server.port}${options.path ?? '/bridge'}`,
        ['banyan.v1', `token.${options.token ?? server.token}`],
        { headers },
      );
      socket.once('open', () => {
        socket.close();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });

  test('opens to the token, with or without the page’s own origin', async () => {
    expect(await knock({})).toBe(true);
    expect(await knock({ origin: `http://127.0.0.1:${server.port}` })).toBe(true);
    expect(served).toBe(2);
  });

  test('stays shut to a wrong token, another page, another name for this machine, and other paths', async () => {
    const before = served;
    expect(await knock({ token: '0'.repeat(64) })).toBe(false);
    expect(await knock({ token: '' })).toBe(false);
    expect(await knock({ origin: 'https://evil.example' })).toBe(false);
    expect(await knock({ origin: 'null' })).toBe(false);
    expect(await knock({ host: `evil.example:${server.port}` })).toBe(false);
    expect(await knock({ path: '/other' })).toBe(false);
    expect(served).toBe(before);
  });

  test('serves the page with a fresh nonce in policy and page each time', async () => {
    const [first, second] = [await get('/'), await get('/')];
    const nonce = /'nonce-([^']+)'/.exec(first.policy)![1]!;
    expect(first.policy).toContain("default-src 'none'");
    expect(first.body).toContain(nonce);
    expect(second.policy).not.toContain(nonce);
  });

  test('gives nothing outside the page’s folder, and nothing under another host name', async () => {
    for (const path of ['/../secret.html', '/%2e%2e/secret.html', '/..%2fsecret.html', '/%00index.html', '/%'])
      expect((await get(path)).body).not.toContain('secret');
    expect((await get('/', 'evil.example')).status).toBe(403);
  });

  test('the token on disk is for this user only', () => {
    const folder = mkdtempSync(join(tmpdir(), 'banyan-bridge-'));
    writeBridgeFile(folder, { port: 1, token: newBridgeToken(), pid: 1 });
    expect(statSync(join(folder, 'bridge.json')).mode & 0o777).toBe(0o600);
  });
});
