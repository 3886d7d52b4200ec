import './modal.css';
import type { ReactNode } from 'react';
import { Dialog } from 'radix-ui';

export interface ModalProps {
  title: string;
  /** One question or explanation under the title. */
  lead?: ReactNode;
  onClose: () => void;
  /** Pixels. */
  width?: number;
  children: ReactNode;
}

/** A dialog with one question; Esc is the safe choice. */
export function Modal({ title, lead, onClose, width = 440, children }: ModalProps) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="modal" style={{ width }} {...(lead === undefined && { 'aria-describedby': undefined })}>
          <Dialog.Title className="modal-title">{title}</Dialog.Title>
          {lead !== undefined && <Dialog.Description className="modal-lead">{lead}</Dialog.Description>}
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
