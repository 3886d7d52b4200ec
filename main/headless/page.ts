import type { IncomingMessage, ServerResponse } from 'node:http';
import { pageAnswer } from '../page-files.ts';

/** Serves the built renderer, and nothing outside its folder, under a policy that lets nothing else in. */
export function servePage(folder: string | undefined, port: number, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end();
  if (folder === undefined) return void response.writeHead(404).end('This node runs without a window (--no-ui).\n');
  void answer(folder, port, request.url ?? '/', response);
}

async function answer(folder: string, port: number, url: string, response: ServerResponse): Promise<void> {
  const { status, headers, body } = await pageAnswer(folder, url, [`ws://127.0.0.1:${port}`, `ws://localhost:${port}`]);
  response.writeHead(status, headers).end(body);
}
