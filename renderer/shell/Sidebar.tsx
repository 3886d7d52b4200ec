import './sidebar.css';
import { Files, FileText, House, Network, TriangleAlert } from 'lucide-react';
import { Avatar } from '../components/Avatar.tsx';
import { Icon } from '../components/Icon.tsx';
import { Tip } from '../components/Tip.tsx';
import { useSlice, useWindow } from '../state/app.ts';
import { placeOf } from '../state/place.ts';
import { NavButton } from './NavButton.tsx';
import { SelfCard } from './SelfCard.tsx';

/** Documents and people named in the sidebar; the rest is on their own screens. */
const mostDocuments = 12;
const mostPeople = 12;

/** The left side of the frame; a rail of icons where there is little room. */
export function Sidebar({ railed }: { railed: boolean }) {
  return (
    <nav className={`sidebar ${railed ? 'railed' : ''}`} aria-label="Main" data-region="Sidebar">
      <div className="sidebar-lists">
        <Screens railed={railed} />
        <Documents railed={railed} />
        <People railed={railed} />
      </div>
      <SelfCard railed={railed} />
    </nav>
  );
}

function Screens({ railed }: { railed: boolean }) {
  const screen = useWindow(({ trail }) => placeOf(trail).screen);
  const go = useWindow((state) => state.go);
  const waiting = useSlice('requests').length + useSlice('pairing').requests.length;
  const documents = useSlice('documents').length;
  const machines = useSlice('tree').nodes.filter(({ health }) => health !== 'gone').length;
  return (
    <ul>
      <NavButton
        icon={House}
        label="Home"
        shortcut="Mod+1"
        railed={railed}
        on={screen === 'home' || screen === 'join'}
        waiting={waiting}
        onClick={() => go({ screen: 'home' })}
      />
      <NavButton
        icon={Files}
        label="Documents"
        shortcut="Mod+2"
        railed={railed}
        on={screen === 'documents'}
        count={documents}
        onClick={() => go({ screen: 'documents' })}
      />
      <NavButton
        icon={Network}
        label="Live tree"
        shortcut="Mod+3"
        railed={railed}
        on={screen === 'tree'}
        count={machines}
        onClick={() => go({ screen: 'tree' })}
      />
    </ul>
  );
}

function Documents({ railed }: { railed: boolean }) {
  const documents = useSlice('documents');
  const place = useWindow(({ trail }) => placeOf(trail));
  const go = useWindow((state) => state.go);
  const shown = place.screen === 'document' ? place.document : undefined;
  const recent = documents.toSorted((a, b) => b.changedAt - a.changedAt).slice(0, mostDocuments);
  // By name: a list that follows every keystroke would not hold still under the pointer.
  const listed = recent.toSorted((a, b) => a.name.localeCompare(b.name)).filter(({ id }) => !railed || id === shown);
  if (listed.length === 0) return null;
  return (
    <section aria-label="Documents">
      {!railed && <h2>Documents</h2>}
      <ul>
        {listed.map(({ id, name }) => (
          <NavButton
            key={id}
            icon={FileText}
            label={name}
            railed={railed}
            on={id === shown}
            onClick={() => go({ screen: 'document', document: id })}
          />
        ))}
      </ul>
    </section>
  );
}

function People({ railed }: { railed: boolean }) {
  const people = useSlice('people').filter(({ me, headless }) => !me && !headless);
  const members = useSlice('members');
  const documents = useSlice('documents');
  const place = useWindow(({ trail }) => placeOf(trail));
  const go = useWindow((state) => state.go);
  const here = place.screen === 'document' ? place.document : null;
  return (
    <section aria-label="People here">
      {!railed && <h2>People here</h2>}
      {people.length === 0 && !railed && <p className="sidebar-note">Just you, so far.</p>}
      <ul>
        {people.slice(0, mostPeople).map(({ key, nodeId, person, machine, colour, document }) => {
          const where = documents.find(({ id }) => id === document);
          const presence = where === undefined ? 'away' : here === null || where.id === here ? 'here' : 'elsewhere';
          // Two who look alike are told apart by their machines.
          const alike = members.some((member) => member.nodeId === nodeId && member.doubts.length > 0);
          const called = alike ? `${person} at ${machine}` : person;
          const told = where === undefined ? `${person}, at ${machine}` : `${called}, in ${where.name}`;
          return (
            <li key={key}>
              <Tip text={told} side="right">
                <button
                  type="button"
                  className="person-row"
                  disabled={where === undefined}
                  onClick={() => where && go({ screen: 'document', document: where.id })}
                  aria-label={railed ? told : undefined}
                >
                  <Avatar person={person} colour={colour} size={22} presence={presence} />
                  {alike && <Icon of={TriangleAlert} size={13} />}
                  {!railed && <bdi className="ellipsis">{called}</bdi>}
                  {!railed && where !== undefined && <em className="ellipsis">{where.name}</em>}
                </button>
              </Tip>
            </li>
          );
        })}
      </ul>
      {people.length > mostPeople && !railed && <p className="sidebar-note">and {people.length - mostPeople} more</p>}
    </section>
  );
}
