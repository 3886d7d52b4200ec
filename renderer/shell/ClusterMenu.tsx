import { ChevronDown, Link2, LogOut, Network, UserPlus, X } from 'lucide-react';
import { Icon } from '../components/Icon.tsx';
import { Mark } from '../components/Mark.tsx';
import { Menu, MenuItem, MenuLine } from '../components/Menu.tsx';
import { useCommand } from '../state/use-command.ts';
import { clusterName } from '../state/standing.ts';
import { useSlice, useWindow } from '../state/app.ts';

/** The mark with the cluster's name: start one, join one, leave it. */
export function ClusterMenu({ nameHidden }: { nameHidden: boolean }) {
  const cluster = useSlice('cluster');
  const open = useWindow((state) => state.open);
  const go = useWindow((state) => state.go);
  const call = useCommand();
  const name = clusterName(cluster);
  const shown = name ?? 'No cluster yet';
  const trigger = (
    <button type="button" className="cluster-button" aria-label={`Cluster: ${shown}`}>
      <Mark />
      {!nameHidden && <span className="ellipsis">{shown}</span>}
      {!nameHidden && <Icon of={ChevronDown} size={14} />}
    </button>
  );
  return (
    <Menu trigger={trigger}>
      {name === null ? (
        <>
          <MenuItem icon={Network} onSelect={() => open('create-cluster')}>
            Start a cluster
          </MenuItem>
          <MenuItem icon={Link2} onSelect={() => go({ screen: 'join' })}>
            Join one
          </MenuItem>
          {cluster.phase === 'asking' && (
            <MenuItem icon={X} onSelect={() => void call('cancelAsking', {})}>
              Stop asking {cluster.name}
            </MenuItem>
          )}
        </>
      ) : (
        <>
          <MenuItem icon={UserPlus} shortcut="Mod+Shift+I" onSelect={() => open('invite')}>
            Invite to {name}
          </MenuItem>
          <MenuLine />
          <MenuItem icon={LogOut} danger onSelect={() => open('leave')}>
            Leave {name}…
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
