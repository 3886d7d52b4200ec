/** What is wrong with an address that somebody typed, in one sentence; undefined when it can be tried. */
export function addressTrouble(text: string): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[^\s:/]+):(\d{1,5})$/i.exec(text.trim());
  if (match === null) return 'Write it as host:port, for example 192.168.14.23:7100. The other person finds it under Invite.';
  const port = Number(match[2]);
  return port >= 1 && port <= 65_535 ? undefined : 'The number after the colon has to be between 1 and 65535.';
}
