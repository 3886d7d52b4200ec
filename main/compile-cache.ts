import { join } from 'node:path';
import { enableCompileCache } from 'node:module';
import envPaths from 'env-paths';

/**
 * Keeps code in the form in which the engine wants it from one start to the next: a third of the time of a command is
 * compiling. It lies in this user's own cache folder, because whoever could write it could run code as them. What can't
 * be written there is compiled anew each time, and nothing is said.
 */
export function keepCompiledCode(): void {
  enableCompileCache(join(envPaths('Banyan', { suffix: '' }).cache, 'code'));
}
