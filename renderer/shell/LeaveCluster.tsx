import { Button } from '../components/Button.tsx';
import { Modal } from '../components/Modal.tsx';
import { clusterName } from '../state/standing.ts';
import { useCommand } from '../state/use-command.ts';
import { useSlice } from '../state/app.ts';

/** Asks before leaving: coming back takes somebody who lets one in. */
export function LeaveCluster({ onClose }: { onClose: () => void }) {
  const name = clusterName(useSlice('cluster')) ?? 'the cluster';
  const call = useCommand();
  const leave = async (): Promise<void> => {
    if (await call('leaveCluster', {})) onClose();
  };
  return (
    <Modal
      title={`Leave ${name}?`}
      lead="Its documents stay on this machine as they are now. To come back, you ask again and somebody lets you in."
      onClose={onClose}
    >
      <div className="modal-buttons">
        <Button large onClick={onClose}>
          Stay
        </Button>
        <Button large look="danger" className="filled" onClick={() => void leave()}>
          Leave {name}
        </Button>
      </div>
    </Modal>
  );
}
