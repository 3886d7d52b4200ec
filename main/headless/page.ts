import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

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

/** Serves the built renderer, and nothing outside its folder, under a policy that lets nothing else in. */
export function servePage(folder: string | undefined, port: number, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end();
  if (folder === undefined) return void response.writeHead(404).end('This node runs without a window (--no-ui).\n');
  const file = fileOf(folder, request.url ?? '/');
  if (file === undefined) return void response.writeHead(404).end('Not here.\n');
  void answer(file, port, response);
}

function fileOf(folder: string, url: string): string | undefined {
  const { pathname } = new URL(url, 'http://localhost');
  let path: string;
  try {
    path = normalize(decodeURIComponent(pathname));
  } catch {
    return undefined;
  }
  const file = join(folder, path === sep ? 'index.html' : path);
  return file.startsWith(folder + sep) && !path.includes('\0') ? file : undefined;
}

async function answer(file: string, port: number, response: ServerResponse): Promise<void> {
  const type = contentTypes[extname(file)];
  const content = type === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (content === undefined || type === undefined) return void response.writeHead(404).end('Not here.\n');
  const nonce = randomBytes(16).toString('base64');
  const body = extname(file) === '.html' ? content.toString('utf8').replaceAll('__CSP_NONCE__', nonce) : content;
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Security-Policy': policy(nonce, port),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': file.includes(`${sep}assets${sep}`) ? 'max-age=31536000, immutable' : 'no-store',
  });
  response.end(body);
}

function policy(nonce: string, port: number): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
