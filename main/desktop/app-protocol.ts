import { pageAnswer } from '../page-files.ts';
import type { ElectronApi } from './electron-api.ts';
import { isPageAddress, pageScheme } from './page-address.ts';

/** Makes `app://` a scheme like https: with an origin, storage and fetch. Has to come before the app is ready. */
export function registerPageScheme({ protocol }: Pick<ElectronApi, 'protocol'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built renderer from `folder` as `app://ui/`, and nothing outside of it. */
export function servePage({ protocol }: Pick<ElectronApi, 'protocol'>, folder: string): void {
  protocol.handle(pageScheme, (request) => answerPageRequest(folder, request));
}

/** The answer to one request of the window: a file of the page under its policy, or a refusal. */
export async function answerPageRequest(folder: string, { url, method }: Pick<Request, 'url' | 'method'>): Promise<Response> {
  if (method !== 'GET' && method !== 'HEAD') return new Response(null, { status: 405 });
  if (!isPageAddress(url)) return new Response(null, { status: 403 });
  const { status, headers, body } = await pageAnswer(folder, url);
  return new Response(method === 'HEAD' ? null : body, { status, headers });
}
