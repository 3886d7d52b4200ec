import { useEffect, useRef, useState } from 'react';
import { windowHealth } from '../state/health.ts';
import { useApp } from '../state/app.ts';

/** At most one sentence in so many milliseconds. */
const leastGapMs = 5000;

/** Says changes of the health sentence to those who do not see the strip. */
export function Announcer() {
  const { node } = useApp();
  const [sentence, setSentence] = useState('');
  const spokenAt = useRef(0);
  useEffect(() => {
    let latest = windowHealth(node.getState()).text;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = node.subscribe((state) => {
      const { text } = windowHealth(state);
      // The slowest round trip wavers all the time; only what is said in words is worth hearing.
      if (wordsOf(text) === wordsOf(latest)) return;
      latest = text;
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          spokenAt.current = Date.now();
          setSentence(text);
        },
        Math.max(0, spokenAt.current + leastGapMs - Date.now()),
      );
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [node]);
  return (
    <div className="unseen" role="status" aria-live="polite">
      {sentence}
    </div>
  );
}

function wordsOf(sentence: string): string {
  return sentence.replace(/, [\d.]+ m?s$/, '');
}
