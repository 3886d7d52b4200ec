import './text-screen.css';
import './editor.css';
import { useEffect, useMemo } from 'react';
import { createPortal } from 'react-dom';
import { useStore } from 'zustand';
import { openSearchPanel } from '@codemirror/search';
import { useNarrowerThan } from '../../components/use-media.ts';
import { useApp, useSlice, useWindow } from '../../state/app.ts';
import { DocumentMissing } from './DocumentMissing.tsx';
import { FindBar } from './FindBar.tsx';
import { LiveStrip } from './LiveStrip.tsx';
import { Outline } from './Outline.tsx';
import { TextToolbar } from './TextToolbar.tsx';
import { TroubleLine } from './TroubleLine.tsx';
import { useEditor } from './use-editor.ts';

/** One text: outline, paper, live strip. */
export default function TextScreen({ document }: { document: string }) {
  const known = useSlice('documents').find(({ id }) => id === document);
  const { replicas } = useApp();
  const opened = replicas.has(document);
  if (known === undefined && !opened) return <DocumentMissing />;
  return <OpenText document={document} name={known?.name ?? 'Text'} deleted={known === undefined} />;
}

function OpenText({ document, name, deleted }: { document: string; name: string; deleted: boolean }) {
  const { replicas, link } = useApp();
  const replica = useMemo(() => replicas.open(document), [replicas, document]);
  const loaded = useStore(replica.state, (state) => state.loaded);
  const { outlineHidden, findAsked } = useWindow((state) => state);
  const narrow = useNarrowerThan(1280);
  const { ref, view, undo, findPanel, finding, moves } = useEditor(replica, name);

  useEffect(() => () => void link.call('setPresence', { document: null, cursor: null }).catch(() => undefined), [link, document]);
  useEffect(() => {
    if (loaded) view?.focus();
  }, [view, loaded]);
  useEffect(() => {
    if (findAsked > 0 && view !== null) openSearchPanel(view);
    // Only when it is asked for again, not when the editor is made anew.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [findAsked]);

  return (
    <div className="screen-main text-screen">
      <TextToolbar replica={replica} view={view} undo={undo} moves={moves} />
      <TroubleLine replica={replica} deleted={deleted} document={document} name={name} />
      <div className="text-area">
        {!outlineHidden && !narrow && <Outline replica={replica} view={view} moves={moves} />}
        <div className="paper" ref={ref} data-region="Text" data-loaded={loaded} />
        {view !== null && finding && createPortal(<FindBar view={view} moves={moves} />, findPanel)}
      </div>
      <LiveStrip replica={replica} />
    </div>
  );
}
