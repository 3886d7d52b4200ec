import type { PersonView } from '../../app/bridge/index.ts';
import { Avatar } from './Avatar.tsx';
import { Tip } from './Tip.tsx';

/** Several people in a row, at most `most` of them drawn. */
export function Avatars({ people, most = 4, size = 22 }: { people: readonly PersonView[]; most?: number; size?: number }) {
  const rest = people.length - most;
  return (
    <span className="avatars">
      {people.slice(0, most).map((person) => (
        <Tip key={person.key} text={`${person.person}${person.me ? ', you' : ''}`}>
          <span role="img" aria-label={person.person}>
            <Avatar person={person.person} colour={person.colour} size={size} />
          </span>
        </Tip>
      ))}
      {rest > 0 && <span className="more">+{rest}</span>}
    </span>
  );
}
