/** The window asks for a port to the node; the answer carries the same name and the port. */
export const connectMessage = 'banyan:connect';
/** The preload hands the port on to the page. */
export const bridgeMessage = 'banyan:bridge';
/** A menu item was chosen; carries one of {@link MenuCommand}. */
export const menuMessage = 'banyan:menu';
/** Somebody opened the link of an invitation; carries the link. */
export const linkMessage = 'banyan:link';

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
