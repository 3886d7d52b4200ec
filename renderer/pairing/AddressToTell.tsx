import { Copy } from 'lucide-react';
import { Button } from '../components/Button.tsx';
import { useApp, useSlice } from '../state/app.ts';

/** Without code and link: they see the cluster, or are told its address, and ask. */
export function AddressToTell({ name }: { name: string }) {
  const { toasts } = useApp();
  const { address, autoAccept } = useSlice('self');
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(address);
    toasts.getState().show(`${address} is on the clipboard`);
  };
  return (
    <ol className="invite-steps">
      <li>
        They open Banyan in this network and see {name} under <b>Near you</b>. One click on it asks to join.
      </li>
      <li>
        If they don’t see it, they choose <b>Join</b> and type this address
        <span className="invite-address">
          <span className="mono">{address}</span>
          <Button icon={Copy} onClick={() => void copy()}>
            Copy
          </Button>
        </span>
      </li>
      <li>
        {autoAccept
          ? 'This machine lets everyone in who asks.'
          : 'Whoever asks appears under Waiting for you on Home. You let them in.'}
      </li>
    </ol>
  );
}
