import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newNodeKeys, publicKeysOf } from '../../../../app/identity/keys.ts';
import { InvitationBook } from '../../../../app/identity/pairing/invitation-book.ts';
import {
  invitationLink,
  invitationName,
  readInvitationLink,
  type Invitation,
} from '../../../../app/identity/pairing/invitation-link.ts';
import { BanyanError } from '../../../../app/errors.ts';
import { seededRandom } from '../../../../app/random.ts';
import { MemoryStore } from '../../../../app/storage/memory/memory-store.ts';
import { virtualClock } from '../../transport/virtual-clock.ts';

const invitation: Invitation = {
  secret: seededRandom(1).bytes(16),
  keys: publicKeysOf(newNodeKeys(seededRandom(2))),
  addresses: ['192.168.14.52:7201', '[fe80::1]:7201'],
  clusterName: 'Kestrel newsroom',
  role: 'editor',
  expiresAt: 1_800_000_000_000,
  uses: 3,
  asks: true,
};

describe('the link of an invitation', () => {
  test('is read as it was written, and is short enough for a QR code', () => {
    const link = invitationLink(invitation);
    expect(link).toMatch(/^banyan:\/\/join\/[\w-]+$/);
    expect(link.length).toBeLessThan(300);
    expect(readInvitationLink(` ${link}\n`)).toEqual(invitation);
  });

  test('nothing else is read, whatever it is', () => {
    const link = invitationLink(invitation);
    const wrong = [
      '',
      'https://example.org/join',
      'banyan://join/',
      'banyan://join/%00',
      `${link}!`,
      link.replace('banyan:', 'javascript:'),
      `banyan://join/${'A'.repeat(5000)}`,
      invitationLink({ ...invitation, secret: new Uint8Array(15) }),
      invitationLink({ ...invitation, addresses: [] }),
      invitationLink({ ...invitation, addresses: Array.from({ length: 9 }, () => 'a:1') }),
      invitationLink({ ...invitation, addresses: ['a'.repeat(200)] }),
      invitationLink({ ...invitation, role: 'root' as 'admin' }),
      invitationLink({ ...invitation, expiresAt: Number.NaN }),
      invitationLink({ ...invitation, uses: 0 }),
      invitationLink({ ...invitation, keys: { ...invitation.keys, curve: new Uint8Array(31) } }),
    ];
    for (const text of wrong) expect(() => readInvitationLink(text), text.slice(0, 60)).toThrow(BanyanError);
    fc.assert(
      fc.property(fc.string(), fc.nat(link.length), (noise, at) => {
        const bent = link.slice(0, at) + noise + link.slice(at + noise.length);
        try {
          readInvitationLink(bent);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(BanyanError);
        }
      }),
    );
  });

  test('its name in the clear tells nothing about its secret', () => {
    const name = Buffer.from(invitationName(invitation.secret));
    expect(name.length).toBe(8);
    expect(Buffer.from(invitation.secret).includes(name.subarray(0, 4))).toBe(false);
  });
});

describe('the book of invitations', () => {
  const wanted = { clusterId: 'c', role: 'editor' as const, asks: false, uses: 2, minutes: 10 };
  const bookOf = (store = new MemoryStore()) => {
    const clock = virtualClock();
    let changes = 0;
    const book = new InvitationBook({ store, clock, random: seededRandom(5), onChange: () => void changes++ });
    return { book, clock, store, changes: () => changes };
  };
  const nameOf = (secret: string): Uint8Array => invitationName(Buffer.from(secret, 'base64url'));

  test('counts uses, gives back those of people who were turned away, and ends with the last', () => {
    const { book } = bookOf();
    const name = nameOf(book.create(wanted).secret);
    expect(book.find(name)?.proven()).toBe(true);
    const second = book.find(name)!;
    expect(second.proven()).toBe(true);
    expect(book.find(name)).toBeUndefined();
    second.giveBack();
    expect(book.find(name)?.begin()).toBe(true);
    expect(book.open.map(({ used, uses }) => [used, uses])).toEqual([[1, 2]]);
  });

  test('two who use the last one at the same time do not both come in', () => {
    const { book } = bookOf();
    const name = nameOf(book.create({ ...wanted, uses: 1 }).secret);
    const [one, other] = [book.find(name)!, book.find(name)!];
    expect([one.begin(), other.begin()]).toEqual([true, true]);
    expect([one.proven(), other.proven()]).toEqual([true, false]);
  });

  test('an invitation ends with its time', async () => {
    const { book, clock } = bookOf();
    const name = nameOf(book.create(wanted).secret);
    await clock.advance(10 * 60_000 - 1);
    expect(book.find(name)).toBeDefined();
    await clock.advance(1);
    expect(book.find(name)).toBeUndefined();
    expect(book.open).toEqual([]);
  });

  test('one that was taken back is gone, and is gone only once', () => {
    const { book } = bookOf();
    const { id, secret } = book.create(wanted);
    const held = book.find(nameOf(secret))!;
    book.revoke(id);
    expect(book.find(nameOf(secret))).toBeUndefined();
    expect([held.begin(), held.proven()]).toEqual([false, false]);
    expect(() => book.revoke(id)).toThrow('not open any more');
  });

  test('they are kept over a restart, and nonsense in the store is none', () => {
    const { book, store } = bookOf();
    const { secret } = book.create(wanted);
    book.find(nameOf(secret))!.proven();
    expect(bookOf(store).book.open.map(({ used }) => used)).toEqual([1]);
    store.writeSetting('invitations', [{ secret: 'x' }]);
    expect(bookOf(store).book.open).toEqual([]);
  });

  test('those of another cluster are taken back', () => {
    const { book } = bookOf();
    book.create(wanted);
    book.keepOnly('c');
    expect(book.open.length).toBe(1);
    book.keepOnly(undefined);
    expect(book.open).toEqual([]);
  });

  test('bounds', () => {
    const { book } = bookOf();
    for (const uses of [0, -1, 1.5, 1001]) expect(() => book.create({ ...wanted, uses })).toThrow('can be used');
    for (const minutes of [0, -1, Number.NaN, 60 * 24 * 31])
      expect(() => book.create({ ...wanted, minutes })).toThrow('good for');
    for (let count = 0; count < 64; count++) book.create(wanted);
    expect(() => book.create(wanted)).toThrow('64 invitations are open');
  });
});
