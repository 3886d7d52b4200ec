/**
 * What a channel promises:
 * - `reliable`: sequence numbers, holes noticed and mended;
 * - `latest`: only the newest counts, what is overtaken or lost is not missed;
 * - `ephemeral`: sent once, may be lost.
 */
export type DeliveryClass = 'reliable' | 'latest' | 'ephemeral';

/**
 * The class is part of the name, so that a relay knows it without knowing the application:
 * `~name` is latest, `!name` ephemeral, all others reliable (PROTOCOL.md, rule C2).
 */
export function deliveryClassOf(channel: string): DeliveryClass {
  if (channel.startsWith('~')) return 'latest';
  return channel.startsWith('!') ? 'ephemeral' : 'reliable';
}

/**
 * Whether what is sent on a channel concerns the nodes at both ends of a link only: `!.name` goes to the children and
 * is passed on by nobody (PROTOCOL.md, rule C5).
 */
export const isLinkLocal = (channel: string): boolean => channel.startsWith('!.');
