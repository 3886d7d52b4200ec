import { useStore } from 'zustand';
import { TriangleAlert } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useNode } from '../../state/app.ts';
import { useCommand } from '../../state/use-command.ts';
import type { TextReplica } from './text-replica.ts';

/** What is wrong with this document, where it happened, with a next step. */
export function TroubleLine({
  replica,
  deleted,
  document,
  name,
}: {
  replica: TextReplica;
  deleted: boolean;
  document: string;
  name: string;
}) {
  const trouble = useStore(replica.state, (state) => state.trouble);
  const away = useNode((state) => state.link !== 'open');
  const call = useCommand();
  if (deleted) {
    return (
      <div className="trouble-line" role="alert">
        <Icon of={TriangleAlert} size={15} />
        <span>“{name}” was deleted. Nothing of it is lost yet.</span>
        <Button onClick={() => void call('restoreDocument', { document })}>Bring it back</Button>
      </div>
    );
  }
  if (trouble === null || away) return null;
  return (
    <div className="trouble-line" role="alert">
      <Icon of={TriangleAlert} size={15} />
      <span>{trouble}</span>
    </div>
  );
}
