import { Dialog } from 'radix-ui';
import { Sidebar } from './Sidebar.tsx';

/** The sheet itself: a first row that has the focus would open its tooltip, which then takes the first Esc. */
function focusSheet(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}

/** The sidebar as a sheet over the page, where the window is too narrow for a rail. */
export function MenuSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="menu-sheet" aria-describedby={undefined} onOpenAutoFocus={focusSheet}>
          <Dialog.Title className="unseen">Menu</Dialog.Title>
          <Sidebar railed={false} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
