import { pairingLimits } from '../../config.ts';
import { BanyanError } from '../../errors.ts';
import { shownSentence } from '../../shown-name.ts';
import { curveKeyBytes } from '../../transport/curve-keys.ts';
import { controlFrame, readControl } from '../../wire/control-message.ts';
import { signingKeyBytes } from '../keys.ts';
import { shareBytes } from './cpace.ts';
import type { Greeting, Means } from './key-agreement.ts';

/** What is said on the pairing port. */
export type PairingMessage =
  | { kind: 'hello'; means: Means; greeting: Greeting }
  | { kind: 'offer'; greeting: Greeting; triesLeft: number; leftMs: number }
  | { kind: 'share'; share: Uint8Array }
  | { kind: 'proof'; tag: Uint8Array; sealed: Uint8Array }
  | { kind: 'sealed'; sealed: Uint8Array }
  | { kind: 'refused'; code: string; sentence: string };

const tagBytes = 64;
const mostLeftMs = 2 ** 32 - 1;

/** A message as a frame. */
export function pairingFrame(message: PairingMessage): Uint8Array {
  switch (message.kind) {
    case 'hello': {
      const { means } = message;
      const named = means.kind === 'code' ? { digits: means.digits } : { invitationId: means.name };
      return controlFrame({ case: 'pairingHello', value: { ...greetingFields(message.greeting), ...named } });
    }
    case 'offer': {
      const leftMs = Math.max(0, Math.min(mostLeftMs, Math.round(message.leftMs)));
      const value = { ...greetingFields(message.greeting), triesLeft: message.triesLeft, leftMs };
      return controlFrame({ case: 'pairingOffer', value });
    }
    case 'share':
      return controlFrame({ case: 'pairingShare', value: { share: message.share } });
    case 'proof':
      return controlFrame({ case: 'pairingProof', value: { tag: message.tag, sealed: message.sealed } });
    case 'sealed':
      return controlFrame({ case: 'pairingSealed', value: { sealed: message.sealed } });
    case 'refused':
      return controlFrame({ case: 'refused', value: { code: message.code, sentence: message.sentence } });
  }
}

/** A frame as a message, every length checked. Throws `bad-input`, `too-large` or `version-mismatch`. */
export function readPairingFrame(frame: Uint8Array): PairingMessage {
  if (frame.length > pairingLimits.frameBytes) throw new BanyanError('too-large', 'That is too much for the pairing port.');
  const body = readControl(frame);
  switch (body.case) {
    case 'pairingHello': {
      const { digits, invitationId: name } = body.value;
      if (digits > 99) throw malformed();
      const means: Means =
        name.length === 0
          ? { kind: 'code', digits }
          : { kind: 'invitation', name: fits(name, pairingLimits.invitationNameBytes) };
      return { kind: 'hello', means, greeting: greetingOf(body.value) };
    }
    case 'pairingOffer': {
      const { triesLeft, leftMs } = body.value;
      return { kind: 'offer', greeting: greetingOf(body.value), triesLeft: Math.min(triesLeft, pairingLimits.tries), leftMs };
    }
    case 'pairingShare':
      return { kind: 'share', share: fits(body.value.share, shareBytes) };
    case 'pairingProof':
      return { kind: 'proof', tag: fits(body.value.tag, tagBytes), sealed: body.value.sealed };
    case 'pairingSealed':
      return { kind: 'sealed', sealed: body.value.sealed };
    case 'refused':
      return { kind: 'refused', code: body.value.code.slice(0, 32), sentence: shownSentence(body.value.sentence) };
    default:
      throw malformed();
  }
}

const greetingFields = ({ nonce, keys }: Greeting) => ({ nonce, signingKey: keys.signing, curveKey: keys.curve });

function greetingOf({ nonce, signingKey, curveKey }: Record<'nonce' | 'signingKey' | 'curveKey', Uint8Array>): Greeting {
  return {
    nonce: fits(nonce, pairingLimits.nonceBytes),
    keys: { signing: fits(signingKey, signingKeyBytes), curve: fits(curveKey, curveKeyBytes) },
  };
}

function fits(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw malformed();
  // A copy: keys are kept longer than the frame they came in.
  return new Uint8Array(bytes);
}

const malformed = (): BanyanError => new BanyanError('bad-input', 'That does not belong on the pairing port.');
