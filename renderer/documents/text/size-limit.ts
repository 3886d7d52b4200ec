import { EditorState, type Extension } from '@codemirror/state';
import { limits } from '../../../app/bridge/index.ts';

/** Characters that can be put in at once: each may take up to three bytes of a fragment. */
export const mostAtOnce = Math.floor(limits.fragmentBytes / 3) - 1024;

/** Keeps out what a document or a fragment cannot hold, and says so; nothing of it is put in. */
export function sizeLimit(say: (sentence: string) => void): Extension {
  return EditorState.transactionFilter.of((transaction) => {
    if (!transaction.docChanged || !transaction.isUserEvent('input')) return transaction;
    let inserted = 0;
    transaction.changes.iterChanges((_fromA, _toA, _fromB, _toB, text) => {
      inserted += text.length;
    });
    if (inserted > mostAtOnce) {
      say(
        `That is ${(inserted / 1e6).toFixed(1)} million characters at once. Put it in parts of at most ${(mostAtOnce / 1e6).toFixed(1)} million.`,
      );
      return [];
    }
    if (transaction.newDoc.length > limits.textCharacters) {
      say(`A text holds at most ${(limits.textCharacters / 1e6).toFixed(1)} million characters. Go on in a second document.`);
      return [];
    }
    return transaction;
  });
}
