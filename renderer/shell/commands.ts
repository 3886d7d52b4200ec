import {
  Activity,
  Files,
  House,
  Keyboard,
  Link2,
  LogOut,
  Moon,
  Network,
  PanelLeft,
  Plus,
  Search,
  Sun,
  TextSearch,
  UserPlus,
  Users,
  type LucideIcon,
} from 'lucide-react';
import type { MenuCommand } from '../connect/desktop.ts';
import { clusterName } from '../state/standing.ts';
import { slicesNow, type App } from '../state/app.ts';
import { placeOf } from '../state/place.ts';
import { shownTheme } from '../state/theme.ts';

/** Something one can do from the palette, by its shortcut, or from the menu. */
export interface AppCommand {
  id: MenuCommand | 'people' | 'invite' | 'create-cluster' | 'join' | 'leave' | 'theme';
  title: string;
  icon: LucideIcon;
  shortcut?: string;
  run: () => void;
}

/** All commands that have a meaning at the moment. */
export function commandsNow(app: App): AppCommand[] {
  return [...placeCommands(app), ...documentCommands(app), ...frameCommands(app), ...clusterCommands(app)];
}

function placeCommands({ window }: App): AppCommand[] {
  const { go } = window.getState();
  return [
    { id: 'home', title: 'Go to Home', icon: House, shortcut: 'Mod+1', run: () => go({ screen: 'home' }) },
    { id: 'documents', title: 'Go to Documents', icon: Files, shortcut: 'Mod+2', run: () => go({ screen: 'documents' }) },
    { id: 'tree', title: 'Show the live tree', icon: Network, shortcut: 'Mod+3', run: () => go({ screen: 'tree' }) },
  ];
}

function documentCommands({ window }: App): AppCommand[] {
  const { open, trail, change, stripFolded, askToFind } = window.getState();
  const create: AppCommand = {
    id: 'new-document',
    title: 'Write a new document',
    icon: Plus,
    shortcut: 'Mod+N',
    run: () => open('new-document'),
  };
  if (placeOf(trail).screen !== 'document') return [create];
  return [
    create,
    { id: 'find', title: 'Find in this document', icon: TextSearch, shortcut: 'Mod+F', run: askToFind },
    {
      id: 'toggle-strip',
      title: stripFolded ? 'Unfold the live strip' : 'Fold the live strip',
      icon: Activity,
      shortcut: 'Mod+Shift+L',
      run: () => change({ stripFolded: !stripFolded }),
    },
  ];
}

function frameCommands({ window }: App): AppCommand[] {
  const { open, change, sidebarHidden, theme } = window.getState();
  const dark = shownTheme(theme, matchMedia('(prefers-color-scheme: dark)').matches) === 'dark';
  return [
    { id: 'palette', title: 'Open the command palette', icon: Search, shortcut: 'Mod+K', run: () => open('palette') },
    { id: 'people', title: 'See who is here', icon: Users, shortcut: 'Mod+Shift+P', run: () => open('people') },
    {
      id: 'toggle-sidebar',
      title: sidebarHidden ? 'Show the sidebar' : 'Hide the sidebar',
      icon: PanelLeft,
      shortcut: 'Mod+\\',
      run: () => change({ sidebarHidden: !sidebarHidden }),
    },
    {
      id: 'theme',
      title: dark ? 'Switch to the light theme' : 'Switch to the dark theme',
      icon: dark ? Sun : Moon,
      run: () => change({ theme: dark ? 'light' : 'dark' }),
    },
    { id: 'keys', title: 'Show all keys', icon: Keyboard, shortcut: 'Mod+/', run: () => open('keys') },
  ];
}

function clusterCommands(app: App): AppCommand[] {
  const { open, go } = app.window.getState();
  const slices = slicesNow(app);
  const name = slices && clusterName(slices.cluster);
  if (name == null) {
    return [
      { id: 'create-cluster', title: 'Start a cluster', icon: Network, run: () => open('create-cluster') },
      { id: 'join', title: 'Join a cluster', icon: Link2, run: () => go({ screen: 'join' }) },
    ];
  }
  return [
    { id: 'invite', title: `Invite to ${name}`, icon: UserPlus, shortcut: 'Mod+Shift+I', run: () => open('invite') },
    { id: 'leave', title: `Leave ${name}…`, icon: LogOut, run: () => open('leave') },
  ];
}
