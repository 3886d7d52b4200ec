import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { answerPageRequest, registerPageScheme } from '../../../main/desktop/app-protocol.ts';
import { fakeElectron } from './fake-electron.ts';

let folder: string;

beforeAll(() => {
  const outside = mkdtempSync(join(tmpdir(), 'banyan-page-'));
  folder = join(outside, 'renderer');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(outside, 'secret.json'), '"outside"');
  writeFileSync(join(folder, 'index.html'), '<meta property="csp-nonce" nonce="__CSP_NONCE__">');
  writeFileSync(join(folder, 'assets', 'main-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'notes.txt'), 'no type of the page');
});

const get = (url: string, method = 'GET'): Promise<Response> => answerPageRequest(folder, { url, method });

describe('app://ui/', () => {
  test('is a scheme with an origin, and no way around the page’s policy', () => {
    const electron = fakeElectron();
    registerPageScheme(electron.api);
    expect(electron.done).toEqual([
      'schemes [{"scheme":"app","privileges":{"standard":true,"secure":true,"supportFetchAPI":true,"codeCache":true}}]',
    ]);
  });

  test('serves the page with a policy that lets in nothing but itself', async () => {
    const answer = await get('app://ui/');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(answer.status).toBe(200);
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toMatch(/unsafe|\*|http/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('puts a new nonce into page and policy each time', async () => {
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const answer = await get('app://ui/index.html');
        const nonce = /nonce="([^"]+)"/.exec(await answer.text())?.[1] ?? 'none';
        expect(answer.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
        return nonce;
      }),
    );
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(nonces[0]).not.toContain('__CSP_NONCE__');
  });

  test('serves what the page is made of, to be kept', async () => {
    const answer = await get('app://ui/assets/main-1a2b.js');
    expect(answer.headers.get('content-type')).toContain('text/javascript');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(await answer.text()).toBe('export {};');
  });

  test.each([
    'app://ui/../secret.json',
    'app://ui/..%2fsecret.json',
    'app://ui/%2e%2e/secret.json',
    'app://ui/assets/..%2f..%2fsecret.json',
    'app://ui/..%5csecret.json',
    'app://ui/index.html%00.json',
    'app://ui/%ff',
    'app://ui//etc/passwd',
    'app://ui/notes.txt',
    'app://ui/missing.js',
  ])('has nothing at %s', async (url) => {
    expect((await get(url)).status).toBe(404);
  });

  test.each(['app://other/', 'app://ui@other/', 'app://user@ui/', 'file:///etc/passwd', 'nonsense'])(
    'refuses %s',
    async (url) => {
      expect((await get(url)).status).toBe(403);
    },
  );

  test('answers GET and HEAD only', async () => {
    expect((await get('app://ui/', 'POST')).status).toBe(405);
    const head = await get('app://ui/', 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});
