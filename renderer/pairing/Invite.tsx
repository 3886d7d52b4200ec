import './invite.css';
import { useState } from 'react';
import { Tabs } from 'radix-ui';
import type { RoleView } from '../../app/bridge/index.ts';
import { Button } from '../components/Button.tsx';
import { Modal } from '../components/Modal.tsx';
import { Segments } from '../components/Segments.tsx';
import { useSlice } from '../state/app.ts';
import { clusterName } from '../state/standing.ts';
import { AddressToTell } from './AddressToTell.tsx';
import { CodeToRead } from './CodeToRead.tsx';
import { LinkToSend } from './LinkToSend.tsx';

const roles = [
  { value: 'viewer', label: 'Viewer' },
  { value: 'editor', label: 'Editor' },
  { value: 'admin', label: 'Admin' },
] as const;

/** How others come in: by a code that is read out, by a link, or by asking. */
export function Invite({ onClose }: { onClose: () => void }) {
  const self = useSlice('self');
  const name = clusterName(useSlice('cluster')) ?? self.machine;
  const [role, setRole] = useState<RoleView>('editor');
  return (
    <Modal title={`Invite to ${name}`} width={560} onClose={onClose}>
      <div className="invite-role">
        <span>They come as</span>
        <Segments label="Role" value={role} segments={roles} onChange={setRole} />
      </div>
      <Tabs.Root defaultValue="code">
        <Tabs.List className="invite-tabs" aria-label="How they come in">
          <Tabs.Trigger value="code">Read out a code</Tabs.Trigger>
          <Tabs.Trigger value="link">Send a link</Tabs.Trigger>
          <Tabs.Trigger value="ask">Let them ask</Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="code" className="invite-way">
          <CodeToRead role={role} />
        </Tabs.Content>
        <Tabs.Content value="link" className="invite-way">
          <LinkToSend role={role} />
        </Tabs.Content>
        <Tabs.Content value="ask" className="invite-way">
          <AddressToTell name={name} />
        </Tabs.Content>
      </Tabs.Root>
      <div className="modal-buttons">
        <Button large onClick={onClose}>
          Done
        </Button>
      </div>
    </Modal>
  );
}
