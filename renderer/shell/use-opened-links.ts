import { useEffect } from 'react';
import { looksLikeInvitation } from '../../app/bridge/index.ts';
import { clusterName } from '../state/standing.ts';
import { slicesNow, useApp } from '../state/app.ts';

/** Shows the link of an invitation that was opened outside of the app where one joins. Whether it is used, a person says there. */
export function useOpenedLinks(): void {
  const app = useApp();
  useEffect(() => {
    window.banyanDesktop?.onLink((link: unknown) => {
      if (!looksLikeInvitation(link)) return;
      const cluster = slicesNow(app)?.cluster;
      const inside = cluster === undefined ? null : clusterName(cluster);
      if (inside === null) app.window.getState().showInvitation(link);
      else app.toasts.getState().show(`This machine is in ${inside}. Leave it before you use another invitation`);
    });
  }, [app]);
}
