import { looksLikeInvitation } from '../../app/bridge/index.ts';
import type { ElectronApi } from './electron-api.ts';

/** Scheme of the links that open the app (`banyan://join/…`). */
const linkScheme = 'banyan';

/** Holds the link that somebody opened until a page asks for it; nothing is done with it here. */
export class OpenedLinks {
  #waiting: string | undefined;
  readonly #onLink: () => void;

  /** `onLink` is told when there is one to be taken. */
  constructor(onLink: () => void) {
    this.#onLink = onLink;
  }

  /** Takes what the system says was opened. What is no invitation is passed over; of several the newest counts. */
  offer(raw: unknown): void {
    if (!looksLikeInvitation(raw)) return;
    this.#waiting = raw;
    this.#onLink();
  }

  /** The same for the words that a program was started with: systems put the link at the end of them. */
  offerFrom(argv: unknown): void {
    if (Array.isArray(argv)) this.offer(argv.findLast(looksLikeInvitation));
  }

  /** The link, once. */
  take(): string | undefined {
    const link = this.#waiting;
    this.#waiting = undefined;
    return link;
  }
}

/**
 * Makes the system hand links of the scheme to this app: as an event on macOS, elsewhere as words of a start. Has to stand
 * before the app is ready, since macOS tells a link that started the app at once. An app that is not installed leaves the
 * system as it is.
 */
export function openLinks({ app }: Pick<ElectronApi, 'app'>, links: OpenedLinks): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
  app.on('open-url', (event, url) => {
    event.preventDefault();
    links.offer(url);
  });
}
