/**
 * The first browser of the Chromium family on this machine: the one that `BANYAN_CHROMIUM` names, else the first
 * known one that is there. Undefined when there is none, or when the named one is not there.
 *
 * @param environment default: the process's own
 * @param platform as `process.platform`, which is the default
 * @param isThere whether a file is there and may be run
 */
export function findBrowser(
  environment?: Record<string, string | undefined>,
  platform?: string,
  isThere?: (file: string) => boolean,
): string | undefined;
