import type { DocumentView } from '../../app/bridge/index.ts';
import { useApp } from '../state/app.ts';
import { useCommand } from '../state/use-command.ts';

/** What one can do with a document from outside of it. */
export function useDocumentActions() {
  const { toasts } = useApp();
  const call = useCommand();
  return {
    /** Hides it everywhere, with a way back. */
    remove: async ({ id, name }: DocumentView): Promise<void> => {
      if ((await call('deleteDocument', { document: id })) === undefined) return;
      toasts
        .getState()
        .show(`“${name}” is deleted`, { label: 'Undo', run: () => void call('restoreDocument', { document: id }) });
    },
    /** Gives it to everyone in the cluster. */
    share: async ({ id, name }: DocumentView): Promise<void> => {
      if ((await call('shareDocument', { document: id })) === undefined) return;
      toasts.getState().show(`“${name}” is shared now`);
    },
  };
}
