import { statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { banyan, newDataFolder, NodeProcess, type Ready } from './node-process.ts';

const nodes: NodeProcess[] = [];
const start = async (folder: string, args: readonly string[]): Promise<NodeProcess> => {
  const node = await NodeProcess.start(folder, args);
  nodes.push(node);
  return node;
};
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.end('SIGTERM');
});

/** The fingerprint of whoever answers at a page's address, and how. */
function visit(url: string): Promise<{ status: number; fingerprint: string }> {
  return new Promise((resolve, reject) => {
    // Whether it is the right one is what the fingerprint is compared for, as a person does it.
    request(url, { rejectUnauthorized: false }, (response) => {
      const fingerprint = (response.socket as TLSSocket).getPeerCertificate().fingerprint256;
      response.resume().on('end', () => resolve({ status: response.statusCode!, fingerprint }));
    })
      .on('error', reject)
      .end();
  });
}

describe('banyan node --ui-host', () => {
  test('serves the page by TLS there, and says where and with which certificate; the command line goes on', async () => {
    const folder = await newDataFolder();
    const args = ['--name', 'board', '--ui-host', '127.0.0.2'];
    const first = await start(folder, args);
    const { ui, uiFingerprint } = first.ready as Ready & { uiFingerprint: string };
    expect(ui).toMatch(/^https:\/\/127\.0\.0\.2:\d+\/#token=[0-9a-f]{64}$/);
    expect(await visit(ui!)).toEqual({ status: 200, fingerprint: uiFingerprint });
    expect(statSync(join(folder, 'ui-certificate.pem')).mode & 0o777).toBe(0o600);
    expect(await first.run(['near', '--json'])).toContain('network');
    await first.end('SIGTERM');
    // The same certificate at the next start.
    const second = await start(folder, args);
    expect((second.ready as Ready & { uiFingerprint: string }).uiFingerprint).toBe(uiFingerprint);
  });

  test('options that don’t go together, and files that are none, end it with one sentence', async () => {
    const folder = await newDataFolder();
    writeFileSync(join(folder, 'x.pem'), 'nonsense');
    const file = join(folder, 'x.pem');
    const failed = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await banyan(['node', '--data', folder, '--json', ...args]);
      expect(code).toBe(1);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      return stderr;
    };
    expect(await failed('--ui-host', '127.0.0.2', '--ui-cert', file)).toContain('go together');
    expect(await failed('--ui-cert', file, '--ui-key', file)).toContain('add --ui-host');
    expect(await failed('--ui-host', '127.0.0.2', '--no-ui')).toContain('Leave one of them out');
    expect(await failed('--ui-host', '127.0.0.2', '--ui-cert', file, '--ui-key', file)).toContain('There is no certificate in');
    expect(await failed('--ui-host', '192.0.2.7')).toContain('does not have the address 192.0.2.7');
  });
});
