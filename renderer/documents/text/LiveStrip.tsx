import './live-strip.css';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useStore } from 'zustand';
import { IconButton } from '../../components/IconButton.tsx';
import { useMedia } from '../../components/use-media.ts';
import { useSize } from '../../components/use-size.ts';
import { useNode, useSlice, useWindow } from '../../state/app.ts';
import { StripPicture } from './StripPicture.tsx';
import { stripWords } from './strip-words.ts';
import type { TextReplica } from './text-replica.ts';

/** Under the text: the way of one's last edit from machine to machine. */
export function LiveStrip({ replica }: { replica: TextReplica }) {
  const cluster = useSlice('cluster');
  const tree = useSlice('tree');
  const { trace, pending } = useStore(replica.state);
  const awaySince = useNode((state) => (state.link === 'open' ? null : state.awaySince));
  const { stripFolded, change, go } = useWindow((state) => state);
  const small = useMedia('(max-width: 799px), (max-height: 639px)');
  const { ref, width } = useSize();
  const { title, sentence } = stripWords(cluster, tree, trace, awaySince === null ? null : { since: awaySince, pending });
  const folded = stripFolded || small;
  const drawn = trace !== null && awaySince === null && cluster.phase !== 'searching' && tree.nodes.length > 1;
  return (
    <section
      className={`live-strip ${folded ? 'folded' : ''}`}
      aria-label="The way of your last edit"
      data-region="Live strip"
      tabIndex={-1}
    >
      <p className="strip-words figures">
        <b>{title}</b> <span>{sentence}</span>
      </p>
      {!folded && (
        <div className="strip-picture" ref={ref} onClick={() => go({ screen: 'tree' })}>
          {drawn && width > 0 && <StripPicture trace={trace} tree={tree} width={width} />}
        </div>
      )}
      {!small && (
        <IconButton
          className="strip-fold"
          size={14}
          icon={folded ? ChevronUp : ChevronDown}
          label={folded ? 'Unfold the live strip' : 'Fold the live strip'}
          shortcut="Mod+Shift+L"
          aria-expanded={!folded}
          onClick={() => change({ stripFolded: !stripFolded })}
        />
      )}
    </section>
  );
}
