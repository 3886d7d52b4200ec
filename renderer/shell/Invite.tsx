import './invite.css';
import { Copy } from 'lucide-react';
import { Button } from '../components/Button.tsx';
import { Modal } from '../components/Modal.tsx';
import { clusterName } from '../state/standing.ts';
import { useApp, useSlice } from '../state/app.ts';

/** How others come in: by themselves where they see this cluster, else by its address. */
export function Invite({ onClose }: { onClose: () => void }) {
  const { toasts } = useApp();
  const self = useSlice('self');
  const name = clusterName(useSlice('cluster')) ?? self.machine;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(self.address);
    toasts.getState().show(`${self.address} is on the clipboard`);
  };
  return (
    <Modal title={`Invite to ${name}`} width={480} onClose={onClose}>
      <ol className="invite-steps">
        <li>
          They open Banyan in this network and see {name} under <b>Near you</b>. One click on it asks to join.
        </li>
        <li>
          If they don’t see it, they choose <b>Join one by its address</b> and type
          <span className="invite-address">
            <span className="mono">{self.address}</span>
            <Button icon={Copy} onClick={() => void copy()}>
              Copy
            </Button>
          </span>
        </li>
        <li>
          {self.autoAccept
            ? 'This machine lets everyone in who asks.'
            : 'Whoever asks appears under Waiting for you on Home. You let them in.'}
        </li>
      </ol>
      <div className="modal-buttons">
        <Button large look="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </Modal>
  );
}
