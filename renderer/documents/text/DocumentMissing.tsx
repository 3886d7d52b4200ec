import { Button } from '../../components/Button.tsx';
import { useWindow } from '../../state/app.ts';

/** The place leads to a document that is not here. */
export function DocumentMissing() {
  const go = useWindow((state) => state.go);
  return (
    <div className="screen-main document-missing">
      <p>This document is not here. It was deleted, or belongs to a cluster that this machine has left.</p>
      <Button onClick={() => go({ screen: 'documents' })}>See all documents</Button>
    </div>
  );
}
