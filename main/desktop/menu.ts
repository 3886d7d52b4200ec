import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from './ipc-names.ts';

/**
 * The application's menu. Where the window hides its menu bar its shortcuts still hold; undo and redo stay with the
 * page, which takes back one's own edits only, except on macOS, where text fields know them by the menu alone.
 *
 * @param choose told when the person chooses something that the page carries out
 */
export function menuTemplate(platform: NodeJS.Platform, choose: (command: MenuCommand) => void): MenuItemConstructorOptions[] {
  const item = (label: string, accelerator: string, command: MenuCommand): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => choose(command),
  });
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const mac = platform === 'darwin';
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [item('New text', 'CmdOrCtrl+N', 'new-document'), line, mac ? { role: 'close' } : { role: 'quit' }],
    },
    {
      label: 'Edit',
      submenu: [
        ...(mac ? [{ role: 'undo' } as const, { role: 'redo' } as const, line] : []),
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        line,
        item('Find', 'CmdOrCtrl+F', 'find'),
      ],
    },
    {
      label: 'View',
      submenu: [
        item('Home', 'CmdOrCtrl+1', 'home'),
        item('Documents', 'CmdOrCtrl+2', 'documents'),
        item('Live tree', 'CmdOrCtrl+3', 'tree'),
        line,
        item('Sidebar', 'CmdOrCtrl+\\', 'toggle-sidebar'),
        item('Live strip', 'CmdOrCtrl+Shift+L', 'toggle-strip'),
        line,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
      ],
    },
    ...(mac ? [{ role: 'windowMenu' } as const] : []),
    {
      role: 'help',
      submenu: [item('Commands', 'CmdOrCtrl+K', 'palette'), item('All keys', 'CmdOrCtrl+/', 'keys')],
    },
  ];
}
