import './people-list.css';
import { Avatar } from '../components/Avatar.tsx';
import { Button } from '../components/Button.tsx';
import { Doubts } from '../components/Doubts.tsx';
import { Modal } from '../components/Modal.tsx';
import { counted } from '../components/words.ts';
import { useSlice, useWindow } from '../state/app.ts';

/** Everybody here, with where they are; a way to them. */
export function PeopleList({ onClose }: { onClose: () => void }) {
  const people = useSlice('people').filter(({ headless }) => !headless);
  const members = useSlice('members');
  const documents = useSlice('documents');
  const go = useWindow((state) => state.go);
  return (
    <Modal title={counted(people.length, 'person here', 'people here')} onClose={onClose}>
      <ul className="people-list">
        {people.map(({ key, nodeId, person, machine, colour, me, document }) => {
          const where = documents.find(({ id }) => id === document);
          return (
            <li key={key}>
              <Avatar person={person} colour={colour} size={32} presence={where === undefined ? 'away' : 'here'} />
              <span className="people-name">
                <b>
                  <bdi>{person}</bdi>
                  {me && ', you'}
                </b>
                <small>
                  <bdi>{machine}</bdi>
                  {where && `, in ${where.name}`}
                </small>
                <Doubts of={members.find((member) => member.nodeId === nodeId)?.doubts ?? []} />
              </span>
              {where && !me && <Button onClick={() => go({ screen: 'document', document: where.id })}>Go there</Button>}
            </li>
          );
        })}
      </ul>
      <div className="modal-buttons">
        <Button large onClick={onClose}>
          Done
        </Button>
      </div>
    </Modal>
  );
}
