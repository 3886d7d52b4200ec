import { useId, useRef, useState, type ClipboardEvent, type FormEvent } from 'react';
import { Clock, KeyRound, TriangleAlert } from 'lucide-react';
import { BanyanError } from '../../app/bridge/index.ts';
import { Button } from '../components/Button.tsx';
import { Field } from '../components/Field.tsx';
import { Icon } from '../components/Icon.tsx';
import { useNow } from '../components/use-now.ts';
import { useApp, useSlice } from '../state/app.ts';
import { isWord, leftText, pastedCode, triesText, wordTrouble } from './code-entry.ts';
import { CodeWord } from './CodeWord.tsx';

/** The code may well be open, on a machine that this one does not see. */
const notFound: readonly string[] = ['no-cluster-found', 'not-found', 'timed-out'];

/** Two words and two digits, one field each. */
export function CodeForm() {
  const { link } = useApp();
  const id = useId();
  const [words, setWords] = useState<[string, string]>(['', '']);
  const [digits, setDigits] = useState('');
  const [left, setLeft] = useState<[boolean, boolean]>([false, false]);
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [unseen, setUnseen] = useState(false);
  const [address, setAddress] = useState('');
  const second = useRef<HTMLInputElement>(null);
  const last = useRef<HTMLInputElement>(null);
  const troubles = words.map((word, index) => wordTrouble(word, left[index]!));
  const trouble = troubles.find((each) => each !== undefined) ?? failure;
  const whole = words.every(isWord) && digits.length === 2;
  const setWord = (index: 0 | 1, word: string): void => {
    setFailure(undefined);
    setWords(index === 0 ? [word, words[1]] : [words[0], word]);
    setLeft(index === 0 ? [false, left[1]] : [left[0], false]);
  };
  const paste = (event: ClipboardEvent): void => {
    const code = pastedCode(event.clipboardData.getData('text'));
    if (code === undefined) return;
    event.preventDefault();
    setWords([code[0], code[1]]);
    setDigits(code[2]);
    setLeft([true, true]);
    setFailure(undefined);
    last.current?.focus();
  };
  const join = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!whole) return;
    setBusy(true);
    try {
      const at = address.trim();
      await link.call('joinByCode', { code: [...words, digits].join('-'), ...(at !== '' && { address: at }) });
    } catch (thrown) {
      setFailure(thrown instanceof Error ? thrown.message : String(thrown));
      if (thrown instanceof BanyanError && notFound.includes(thrown.code)) setUnseen(true);
    }
    setBusy(false);
  };
  const troubleIdOf = (wrong: boolean): string | undefined => (wrong ? `${id}-trouble` : undefined);
  const word = (index: 0 | 1) => ({
    value: words[index],
    troubleId: troubleIdOf(troubles[index] !== undefined),
    onChange: (typed: string) => setWord(index, typed),
    onDone: () => (index === 0 ? second : last).current?.focus(),
    onLeave: () => setLeft(index === 0 ? [true, left[1]] : [left[0], true]),
    onPaste: paste,
  });
  return (
    <form className="code-form" onSubmit={(event) => void join(event)}>
      <fieldset>
        <legend className="unseen">The code</legend>
        <CodeWord label="First word" {...word(0)} />
        <span aria-hidden="true">–</span>
        <CodeWord label="Second word" {...word(1)} ref={second} />
        <span aria-hidden="true">–</span>
        <div className="code-part">
          <div className="code-field">
            <input
              ref={last}
              className="mono"
              aria-label="Two digits"
              inputMode="numeric"
              autoComplete="off"
              placeholder="00"
              maxLength={2}
              value={digits}
              onChange={(event) => {
                setFailure(undefined);
                setDigits(event.target.value.replaceAll(/\D/g, ''));
              }}
              onPaste={paste}
            />
          </div>
        </div>
        <Button large look="primary" type="submit" busy={busy} disabled={!whole}>
          Join
        </Button>
      </fieldset>
      <p className="code-trouble" id={`${id}-trouble`} role="alert">
        {trouble !== undefined && <Icon of={TriangleAlert} size={13} />}
        {trouble}
      </p>
      {unseen && (
        <Field
          label="Address that stands under their code, where this network does not show it"
          className="code-address"
          maxLength={128}
          placeholder="192.168.14.23:7201"
          value={address}
          onChange={(event) => setAddress(event.target.value)}
        />
      )}
      <Tries />
    </form>
  );
}

/** How long the code is good, and how often it may be tried; before the first try, what holds for every code. */
function Tries() {
  const { joining } = useSlice('pairing');
  const now = useNow(1000);
  const known = joining?.by === 'code' && joining.triesLeft !== null && joining.endsAt !== null && joining.endsAt > now;
  return (
    <p className="code-tries">
      <span>
        <Icon of={Clock} size={15} />
        {known ? `Good for another ${leftText(joining.endsAt!, now)}` : 'A code is good for two minutes'}
      </span>
      <span>
        <Icon of={KeyRound} size={15} />
        {known ? triesText(joining.triesLeft!) : '3 tries, then a new code'}
      </span>
    </p>
  );
}
