import './first-run.css';
import { useState, type ReactNode } from 'react';
import { FileText, Link2, Network, type LucideIcon } from 'lucide-react';
import { Button } from '../components/Button.tsx';
import { ColourChoice } from '../components/ColourChoice.tsx';
import { Field } from '../components/Field.tsx';
import { Icon } from '../components/Icon.tsx';
import type { Overlay } from '../state/window-state.ts';
import { useCommand } from '../state/use-command.ts';
import { useSlice, useWindow } from '../state/app.ts';
import { Horizon } from './Horizon.tsx';

/** The first start: who one is, and three ways on. */
export function FirstRun() {
  const self = useSlice('self');
  const open = useWindow((state) => state.open);
  const go = useWindow((state) => state.go);
  const call = useCommand();
  const [person, setPerson] = useState(self.person);
  const [colour, setColour] = useState(self.colour);
  const [trouble, setTrouble] = useState<string>();
  const keepName = async (): Promise<boolean> => {
    if (person.trim() !== '') return (await call('updateSelf', { person: person.trim(), colour })) !== undefined;
    setTrouble('Write your name first, so that others know who you are.');
    return false;
  };
  const goOn = async (overlay: Overlay): Promise<void> => {
    if (await keepName()) open(overlay);
  };
  const goToJoin = async (): Promise<void> => {
    if (await keepName()) go({ screen: 'join' });
  };
  return (
    <div className="first-run">
      <div className="first-scroll" data-region="Start">
        <div className="first-column">
          <h1>Write together, on this network alone</h1>
          <p className="first-lead">
            No server, no account. Your documents live on the machines in the room, and stay here when everyone has gone home.
          </p>
          <div className="first-you">
            <Field
              label="Your name, as others will see it"
              large
              maxLength={64}
              value={person}
              trouble={trouble}
              onChange={(event) => setPerson(event.target.value)}
            />
            <div>
              <span className="field-label">Your colour</span>
              <div className="first-colours">
                <ColourChoice label="Your colour" value={colour} onChange={setColour} />
              </div>
            </div>
          </div>
          <div className="ways">
            <Way
              icon={Network}
              title="Start a cluster"
              action={
                <Button large look="primary" onClick={() => void goOn('create-cluster')}>
                  Start a cluster
                </Button>
              }
            >
              Your machine carries it. Whoever joins writes along, and goes on alone while you are away.
            </Way>
            <Way
              icon={Link2}
              title="Join one"
              action={
                <Button large onClick={() => void goToJoin()}>
                  Enter a code
                </Button>
              }
            >
              Type the two words and two digits that somebody in it reads out, or click one that stands below.
            </Way>
            <Way
              icon={FileText}
              title="Just write"
              action={
                <Button large onClick={() => void goOn('new-document')}>
                  New document
                </Button>
              }
            >
              Everything works alone. Share it later, whenever others come.
            </Way>
          </div>
        </div>
      </div>
      <section className="first-near" aria-label="Near you now" data-region="Near you">
        <h2 className="label">Near you now</h2>
        <Horizon beforeAsking={keepName} />
      </section>
    </div>
  );
}

function Way({ icon, title, action, children }: { icon: LucideIcon; title: string; action: ReactNode; children: ReactNode }) {
  return (
    <section>
      <h2 className="heading">
        <Icon of={icon} size={18} />
        {title}
      </h2>
      <p>{children}</p>
      {action}
    </section>
  );
}
