import { useEffect, useState } from 'react';
import { Troubleshoot } from './Troubleshoot.tsx';

/** After this long somebody who waits for others may wonder. */
const patienceMs = 10_000;

/** Said where nobody else is to be seen; after a while with a way to find out why. */
export function NobodyNear() {
  const [late, setLate] = useState(false);
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p className="horizon-note">
      Nobody else here yet. Others appear by themselves when they open Banyan on this network.{' '}
      {late && (
        <button type="button" className="text-button" onClick={() => setAsking(true)}>
          Somebody should be here?
        </button>
      )}
      {asking && <Troubleshoot onClose={() => setAsking(false)} />}
    </p>
  );
}
