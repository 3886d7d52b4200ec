import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

/** One file of the built page, ready to be sent. */
export interface PageAnswer {
  status: 200 | 404;
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer>;
}

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

const notHere: PageAnswer = { status: 404, headers: { 'Content-Type': 'text/plain' }, body: 'Not here.\n' };

/**
 * Answers for one address of the built page in `folder`; for whatever is not a file in it, with 404.
 *
 * @param connectTo further sources that the page may connect to, besides its own
 */
export async function pageAnswer(folder: string, url: string, connectTo: readonly string[] = []): Promise<PageAnswer> {
  const file = fileOf(folder, url);
  const type = file === undefined ? undefined : contentTypes[extname(file)];
  if (file === undefined || type === undefined) return notHere;
  const content = await readFile(file).catch(() => undefined);
  if (content === undefined) return notHere;
  const nonce = randomBytes(16).toString('base64');
  return {
    status: 200,
    headers: {
      'Content-Type': type,
      'Content-Security-Policy': policy(nonce, connectTo),
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cache-Control': file.includes(`${sep}assets${sep}`) ? 'max-age=31536000, immutable' : 'no-store',
    },
    body: extname(file) === '.html' ? content.toString('utf8').replaceAll('__CSP_NONCE__', nonce) : new Uint8Array(content),
  };
}

/** The file that an address means; undefined when it lies outside of the folder, however it is written. */
function fileOf(folder: string, url: string): string | undefined {
  let path: string;
  try {
    path = normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname));
  } catch {
    return undefined;
  }
  const file = join(folder, path === sep ? 'index.html' : path);
  return file.startsWith(folder + sep) && !path.includes('\0') ? file : undefined;
}

function policy(nonce: string, connectTo: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    ["connect-src 'self'", ...connectTo].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
