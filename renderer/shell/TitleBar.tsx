import { ChevronLeft, ChevronRight, Menu as MenuIcon, UserPlus } from 'lucide-react';
import { Avatars } from '../components/Avatars.tsx';
import { Button } from '../components/Button.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { useNarrowerThan } from '../components/use-media.ts';
import { clusterName } from '../state/standing.ts';
import { useSlice, useWindow } from '../state/app.ts';
import { placeOf, type Place } from '../state/place.ts';
import { ClusterMenu } from './ClusterMenu.tsx';

/** The top of the window: cluster, way back, title, people, Invite. */
export function TitleBar({ menued, railed }: { menued: boolean; railed: boolean }) {
  const { trail, step, open } = useWindow((state) => state);
  const people = useSlice('people').filter(({ headless }) => !headless);
  const cluster = useSlice('cluster');
  const place = placeOf(trail);
  const inDocument = place.screen === 'document' ? people.filter(({ document }) => document === place.document) : people;
  const shownPeople = useNarrowerThan(800) ? 3 : 4;
  return (
    <header className="title-bar" data-region="Title bar">
      <div className={`title-left ${railed || menued ? 'loose' : ''}`}>
        {menued && <IconButton icon={MenuIcon} label="Menu" onClick={() => open('menu')} />}
        <ClusterMenu nameHidden={railed || menued} />
      </div>
      <div className="title-middle">
        {!menued && (
          <IconButton
            icon={ChevronLeft}
            label="Back"
            shortcut="Alt+ArrowLeft"
            disabled={trail.at === 0}
            onClick={() => step(-1)}
          />
        )}
        {!menued && (
          <IconButton
            icon={ChevronRight}
            label="Forward"
            shortcut="Alt+ArrowRight"
            disabled={trail.at >= trail.places.length - 1}
            onClick={() => step(1)}
          />
        )}
        <Title place={place} />
      </div>
      <div className="title-right">
        {people.length > 1 && <Avatars people={inDocument} size={26} most={shownPeople} />}
        {clusterName(cluster) !== null && (
          <Button icon={UserPlus} aria-label="Invite" onClick={() => open('invite')}>
            Invite
          </Button>
        )}
      </div>
    </header>
  );
}

function Title({ place }: { place: Place }) {
  const documents = useSlice('documents');
  return <h1 className="ellipsis">{titleOf(place, (id) => documents.find((document) => document.id === id)?.name)}</h1>;
}

function titleOf(place: Place, nameOf: (document: string) => string | undefined): string {
  if (place.screen === 'document') return nameOf(place.document) ?? 'Document';
  return { home: 'Home', documents: 'Documents', join: 'Join', tree: 'Live tree' }[place.screen];
}
