import { lazy, Suspense } from 'react';
import { DocumentsScreen } from '../documents/DocumentsScreen.tsx';
import { HomeScreen } from '../home/HomeScreen.tsx';
import { JoinScreen } from '../pairing/JoinScreen.tsx';
import { useWindow } from '../state/app.ts';
import { placeOf } from '../state/place.ts';

// The editor and the picture are the heavy parts; the first paint does not wait for them.
const TextScreen = lazy(() => import('../documents/text/TextScreen.tsx'));
const TreeScreen = lazy(() => import('../cluster/TreeScreen.tsx'));

/** What the place asks for. */
export function Screen() {
  const place = useWindow(({ trail }) => placeOf(trail));
  return (
    <main className="screen">
      <Suspense fallback={null}>
        {place.screen === 'home' && <HomeScreen />}
        {place.screen === 'documents' && <DocumentsScreen />}
        {place.screen === 'join' && <JoinScreen />}
        {place.screen === 'document' && <TextScreen key={place.document} document={place.document} />}
        {place.screen === 'tree' && <TreeScreen machine={place.machine} />}
      </Suspense>
    </main>
  );
}
