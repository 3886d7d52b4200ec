import { describe, expect, test } from 'vitest';
import {
  confirmationTag,
  generatorOf,
  generatorString,
  intermediateKey,
  lengthsAndValues,
  multiply,
  newScalar,
  prependLength,
  sameTag,
} from '../../../../app/identity/pairing/cpace.ts';
import { seededRandom } from '../../../../app/random.ts';

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');
const hex = (of: Uint8Array): string => Buffer.from(of).toString('hex');
const text = (of: string): Uint8Array => Buffer.from(of, 'latin1');

/** draft-irtf-cfrg-cpace, appendix B.3: ristretto255 and SHA-512. */
const draft = {
  inputs: {
    secret: text('Password'),
    channel: text('\x0bA_initiator\x0bB_responder'),
    session: bytes('7e4b4791d6a8ef019b936c79fb7f2c57'),
  },
  generatorString: `11435061636552697374726574746f3235350850617373776f726464${'00'.repeat(100)}
    180b415f696e69746961746f720b425f726573706f6e646572107e4b4791d6a8ef019b936c79fb7f2c57`,
  generator: '222b6b195fe84b1652badb6f6a3ae3d24341e7306967f0b8115b40d5698c7e56',
  ya: 'da3d23700a9e5699258aef94dc060dfda5ebb61f02a5ea77fad53f4ff0976d08',
  Ya: 'd6bac480f2c386c394efc7c47adb9925dcd2630b64f240c50f8d0eec482b9157',
  yb: 'd2316b454718c35362d83d69df6320f38578ed5984651435e2949762d900b80d',
  Yb: '3ea7e0b19560d7c0b0f5734f63b955286dfa8232b5ebe63324e2d9e7433f7258',
  K: '80b69a8a76457ab6a4d7f887a4bf6b55a2f80ac19c333f917a05fc9887c8b40f',
  ISK: `b69effbf61b51d56401c0f65601abe428de8206feaaf0e32198896dcae7b35cd
    2b38950a39dfd5d4a79164614c2984f7daa460b588c1e80c3fa2068af7900447`,
};

describe('CPace as in the draft', () => {
  test('lengths are written as LEB128', () => {
    expect(hex(prependLength(new Uint8Array()))).toBe('00');
    expect(hex(prependLength(text('1234')))).toBe('0431323334');
    const range = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index);
    expect(hex(prependLength(range(127)))).toBe(`7f${hex(range(127))}`);
    expect(hex(prependLength(range(128)))).toBe(`8001${hex(range(128))}`);
    expect(hex(prependLength(new Uint8Array(16_384)).subarray(0, 3))).toBe('808001');
    expect(hex(lengthsAndValues(text('1234'), text('5'), new Uint8Array(), text('678')))).toBe('043132333401350003363738');
  });

  test('the generator', () => {
    expect(hex(generatorString(draft.inputs))).toBe(draft.generatorString.replaceAll(/\s/g, ''));
    expect(hex(generatorOf(draft.inputs))).toBe(draft.generator);
  });

  test('the shares of both sides, the secret point and the key', () => {
    const generator = generatorOf(draft.inputs);
    const [ya, yb] = [bytes(draft.ya), bytes(draft.yb)];
    const [shareA, shareB] = [multiply(ya, generator), multiply(yb, generator)];
    expect([hex(shareA), hex(shareB)]).toEqual([draft.Ya, draft.Yb]);
    expect(hex(multiply(ya, shareB))).toBe(draft.K);
    expect(hex(multiply(yb, shareA))).toBe(draft.K);
    const a = { share: shareA, associated: text('ADa') };
    const b = { share: shareB, associated: text('ADb') };
    const key = intermediateKey(draft.inputs.session, bytes(draft.K), a, b);
    expect(hex(key)).toBe(draft.ISK.replaceAll(/\s/g, ''));
  });

  test('a valid point, one that is none, and the neutral one', () => {
    const scalar = bytes('7cd0e075fa7955ba52c02759a6c90dbbfc10e6d40aea8d283e407d88cf538a05');
    expect(hex(multiply(scalar, bytes('2c3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c')))).toBe(
      '7c13645fe790a468f62c39beb7388e541d8405d1ade69d1778c5fe3e7f6b600e',
    );
    const invalid = [
      '2b3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c',
      '00'.repeat(32),
      // RFC 9496, appendix A.2: not canonical, negative, not square, y = 0.
      `00${'ff'.repeat(31)}`,
      `${'ff'.repeat(31)}7f`,
      `01${'00'.repeat(31)}`,
      '26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371',
      `ec${'ff'.repeat(30)}7f`,
      '',
      '00',
      '00'.repeat(33),
    ];
    for (const point of invalid) expect(() => multiply(scalar, bytes(point)), point).toThrow('That is no share of a key.');
  });

  test('a scalar of zero is refused, and those that are drawn are below 2^252', () => {
    expect(() => multiply(new Uint8Array(32), bytes(draft.Ya))).toThrow('That is no share of a key.');
    const random = seededRandom(7);
    for (let count = 0; count < 200; count++) expect(newScalar(random)[31]).toBeLessThan(16);
  });

  test('tags confirm the key, and only what their owner said', () => {
    const said = { share: bytes(draft.Ya), associated: text('ADa') };
    const key = bytes(draft.ISK);
    const tag = confirmationTag(draft.inputs.session, key, said);
    expect(tag.length).toBe(64);
    expect(sameTag(tag, confirmationTag(draft.inputs.session, key, said))).toBe(true);
    const others = [
      confirmationTag(draft.inputs.session, key, { ...said, share: bytes(draft.Yb) }),
      confirmationTag(draft.inputs.session, key, { ...said, associated: text('ADb') }),
      confirmationTag(draft.inputs.session, bytes(draft.ISK.replace('b6', 'b7')), said),
      confirmationTag(new Uint8Array(16), key, said),
      tag.subarray(1),
    ];
    for (const other of others) expect(sameTag(tag, other)).toBe(false);
  });

  test.each(['secret', 'channel', 'session'] as const)('another %s gives another key', (part) => {
    const random = seededRandom(11);
    const other = { ...draft.inputs, [part]: text('something else') };
    const [ya, yb] = [newScalar(random), newScalar(random)];
    const a = { share: multiply(ya, generatorOf(draft.inputs)), associated: text('a') };
    const b = { share: multiply(yb, generatorOf(other)), associated: text('b') };
    const atA = intermediateKey(draft.inputs.session, multiply(ya, b.share), a, b);
    const atB = intermediateKey(other.session, multiply(yb, a.share), a, b);
    expect(hex(atA)).not.toBe(hex(atB));
  });
});
