import './toasts.css';
import { Toast } from 'radix-ui';
import { useStore } from 'zustand';
import { X } from 'lucide-react';
import { useApp } from '../state/app.ts';
import { Icon } from './Icon.tsx';

/** How long a toast stays; it waits while it is hovered or focused. */
const shownMs = 10_000;

/** What is already over, bottom left above the strip, each with its way back. */
export function Toasts() {
  const { toasts: store } = useApp();
  const { toasts, dismiss } = useStore(store);
  return (
    <Toast.Provider swipeDirection="left" duration={shownMs} label="Notice">
      {toasts.map(({ id, sentence, action }) => (
        <Toast.Root key={id} className="toast" onOpenChange={(open) => !open && dismiss(id)}>
          <Toast.Description className="toast-sentence">{sentence}</Toast.Description>
          {action && (
            <Toast.Action altText={action.label} className="toast-action" onClick={action.run}>
              {action.label}
            </Toast.Action>
          )}
          <Toast.Close className="icon-button" aria-label="Dismiss">
            <Icon of={X} size={14} />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="toasts" hotkey={[]} label="Notices" />
    </Toast.Provider>
  );
}
