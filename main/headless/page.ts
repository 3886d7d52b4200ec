import type { IncomingMessage, ServerResponse } from 'node:http';
import { pageAnswer } from '../page-files.ts';

/** Serves the built renderer, and nothing outside its folder, under a policy that lets nothing else in. */
export function servePage(
  folder: string | undefined,
  connectsTo: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end();
  if (folder === undefined) return void response.writeHead(404).end('This node runs without a window (--no-ui).\n');
  void answer(folder, connectsTo, request.url ?? '/', response);
}

async function answer(folder: string, connectsTo: readonly string[], url: string, response: ServerResponse): Promise<void> {
  const { status, headers, body } = await pageAnswer(folder, url, connectsTo);
  response.writeHead(status, headers).end(body);
}
