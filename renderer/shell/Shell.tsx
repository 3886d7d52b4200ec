import './shell.css';
import { useRef, type CSSProperties } from 'react';
import { Toasts } from '../components/Toasts.tsx';
import { Approvals } from '../pairing/Approvals.tsx';
import { useNarrowerThan } from '../components/use-media.ts';
import { bounds } from '../state/remembered.ts';
import { useApp, useWindow } from '../state/app.ts';
import { Announcer } from './Announcer.tsx';
import { Overlays } from './Overlays.tsx';
import { ResizeHandle } from './ResizeHandle.tsx';
import { Screen } from './Screen.tsx';
import { Sidebar } from './Sidebar.tsx';
import { StatusStrip } from './StatusStrip.tsx';
import { TitleBar } from './TitleBar.tsx';
import { useOpenedLinks } from './use-opened-links.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** The frame round every screen. */
export function Shell() {
  const { platform } = useApp();
  const { sidebarWidth, sidebarHidden } = useWindow((state) => state);
  const change = useWindow((state) => state.change);
  const railed = useNarrowerThan(1100);
  const menued = useNarrowerThan(800);
  const shell = useRef<HTMLDivElement>(null);
  useShortcuts();
  useOpenedLinks();
  const width = menued || sidebarHidden ? 0 : railed ? 52 : sidebarWidth;
  return (
    <div className={`shell on-${platform}`} ref={shell} style={{ '--w-sidebar': `${width}px` } as CSSProperties}>
      <TitleBar menued={menued} railed={railed || sidebarHidden} />
      {width > 0 && <Sidebar railed={railed} />}
      {width > 52 && (
        <ResizeHandle
          label="Width of the sidebar"
          edge="right"
          value={sidebarWidth}
          bounds={bounds.sidebar}
          onChange={(value) => change({ sidebarWidth: value })}
        />
      )}
      <Screen />
      <StatusStrip />
      <Toasts />
      <Overlays />
      <Approvals />
      <Announcer />
    </div>
  );
}
