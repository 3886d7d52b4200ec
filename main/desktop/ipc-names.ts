/** The window asks for a port to the node; the answer carries the same name and the port. */
export const connectMessage = 'banyan:connect';
/** The preload hands the port on to the page. */
export const bridgeMessage = 'banyan:bridge';
/** A menu item was chosen; carries one of {@link MenuCommand}. */
export const menuMessage = 'banyan:menu';
/** Somebody opened the link of an invitation; carries the link. */
export const linkMessage = 'banyan:link';

/** The window asks whether it has to unlock the data folder, and is told so whenever that changes; carries a {@link LockState}. */
export const lockMessage = 'banyan:lock';
/** The window gives the passphrase of the data folder. */
export const unlockMessage = 'banyan:unlock';

/**
 * Where opening the data folder stands: a passphrase is asked for; it is being checked, which takes a moment; it was
 * wrong; it could not be checked; it was right, and the node starts; the node runs.
 */
export type LockState = { state: 'asks' | 'checking' | 'wrong' | 'starting' | 'open' } | { state: 'failed'; sentence: string };

/** Commands of the menu that the page carries out. */
export type MenuCommand =
  | 'new-document'
  | 'find'
  | 'palette'
  | 'home'
  | 'documents'
  | 'tree'
  | 'toggle-sidebar'
  | 'toggle-strip'
  | 'keys';
