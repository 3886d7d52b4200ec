import './connect/no-eval.ts';
import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/people.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { openDesktopChannel } from './connect/desktop.ts';
import { NodeLink } from './connect/node-link.ts';
import { takeSessionToken } from './connect/session-token.ts';
import { openWebSocketChannel } from './connect/web-socket-channel.ts';
import { OpenReplicas } from './documents/text/open-replicas.ts';
import { NoKey } from './shell/NoKey.tsx';
import { Root } from './shell/Root.tsx';
import { AppContext, type App } from './state/app.ts';
import { createLockStore, readLockState } from './state/lock-state.ts';
import { createNodeStore, nodeStoreListener } from './state/node-state.ts';
import { RateHistory } from './state/rate-history.ts';
import { keepRemembered, readSettings, readTrail } from './state/remembered.ts';
import { keepTheme } from './state/theme.ts';
import { createToastStore } from './state/toasts.ts';
import { createWindowStore } from './state/window-state.ts';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
// Where the scroll lock of menus and dialogs looks for the nonce of its style element.
Object.assign(globalThis, { __webpack_nonce__: nonce });

const windowStore = createWindowStore(readSettings(localStorage), readTrail(sessionStorage));
keepRemembered(windowStore, localStorage, sessionStorage);
keepTheme(windowStore, document.documentElement, window.matchMedia('(prefers-color-scheme: dark)'));

const root = createRoot(document.getElementById('root')!);
const token = takeSessionToken(window);
const desktop = window.banyanDesktop;
if (desktop === undefined && token === undefined) root.render(<NoKey />);
else root.render(<StrictMode>{theApp()}</StrictMode>);

function theApp() {
  const node = createNodeStore();
  const rates = new RateHistory();
  const lock = createLockStore();
  desktop?.onLock((state) => lock.setState(readLockState(state)));
  const link = new NodeLink({
    dial: () => (desktop === undefined ? openWebSocketChannel(location, token ?? '') : openDesktopChannel(window, desktop)),
    listener: nodeStoreListener(node, Date.now),
    after: (pauseMs, run) => {
      const timer = setTimeout(run, pauseMs);
      return () => clearTimeout(timer);
    },
  });
  const app: App = {
    node,
    window: windowStore,
    toasts: createToastStore(),
    lock,
    unlock: (passphrase) => desktop?.unlock(passphrase),
    link,
    rates,
    replicas: new OpenReplicas(link),
    platform: desktop?.platform ?? 'browser',
    nonce,
  };
  node.subscribe(({ slices }, before) => {
    if (slices.tree !== undefined && slices.tree !== before.slices.tree) rates.record(slices.tree, Date.now());
  });
  window.addEventListener('beforeunload', (event) => {
    // Only what no node holds yet could be lost by closing the window.
    if (app.replicas.pending > 0 && node.getState().link !== 'open') event.preventDefault();
  });
  link.start();
  return (
    <AppContext value={app}>
      <Root />
    </AppContext>
  );
}
