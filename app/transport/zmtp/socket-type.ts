/** The socket types that are spoken here, by their names on the wire (RFC 37). */
export type SocketType = 'PUB' | 'SUB' | 'XPUB' | 'XSUB' | 'PUSH' | 'PULL' | 'DEALER' | 'ROUTER' | 'REQ' | 'REP';

const partners: Record<SocketType, readonly string[]> = {
  PUB: ['SUB', 'XSUB'],
  XPUB: ['SUB', 'XSUB'],
  SUB: ['PUB', 'XPUB'],
  XSUB: ['PUB', 'XPUB'],
  PUSH: ['PULL'],
  PULL: ['PUSH'],
  REQ: ['REP', 'ROUTER'],
  REP: ['REQ', 'DEALER'],
  DEALER: ['REP', 'DEALER', 'ROUTER'],
  ROUTER: ['REQ', 'DEALER', 'ROUTER'],
};

/** Whether two types of socket may talk to each other. */
export function mayTalk(local: SocketType, remote: string): boolean {
  return partners[local].includes(remote);
}

/** Whether a socket of this type may name itself to its peers. */
export function hasIdentity(type: SocketType): boolean {
  return type === 'REQ' || type === 'DEALER' || type === 'ROUTER';
}
