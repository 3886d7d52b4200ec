import { useCallback } from 'react';
import type { CommandInput, CommandName, CommandOutput } from '../../app/bridge/index.ts';
import { useApp } from './app.ts';

/** Runs commands whose failure is told by a toast. Resolves with undefined when the command failed. */
export function useCommand() {
  const { link, toasts } = useApp();
  return useCallback(
    async <Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<CommandOutput<Name> | undefined> => {
      try {
        return await link.call(name, input);
      } catch (thrown) {
        toasts.getState().show(thrown instanceof Error ? thrown.message : String(thrown));
        return undefined;
      }
    },
    [link, toasts],
  );
}
