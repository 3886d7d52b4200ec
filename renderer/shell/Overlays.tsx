import { useWindow } from '../state/app.ts';
import { NewDocument } from '../documents/NewDocument.tsx';
import { CreateCluster } from './CreateCluster.tsx';
import { Invite } from '../pairing/Invite.tsx';
import { KeysOverview } from './KeysOverview.tsx';
import { LeaveCluster } from './LeaveCluster.tsx';
import { MenuSheet } from './MenuSheet.tsx';
import { Palette } from './Palette.tsx';
import { PeopleList } from './PeopleList.tsx';

/** Whatever lies over the screen at the moment. */
export function Overlays() {
  const overlay = useWindow((state) => state.overlay);
  const close = useWindow((state) => state.close);
  switch (overlay) {
    case 'palette':
      return <Palette onClose={close} />;
    case 'keys':
      return <KeysOverview onClose={close} />;
    case 'new-document':
      return <NewDocument onClose={close} />;
    case 'create-cluster':
      return <CreateCluster onClose={close} />;
    case 'leave':
      return <LeaveCluster onClose={close} />;
    case 'invite':
      return <Invite onClose={close} />;
    case 'people':
      return <PeopleList onClose={close} />;
    case 'menu':
      return <MenuSheet onClose={close} />;
    case null:
      return null;
  }
}
