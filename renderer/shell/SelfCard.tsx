import { useState, type FormEvent } from 'react';
import { Popover } from 'radix-ui';
import { Monitor, Moon, Settings, Sun } from 'lucide-react';
import { Avatar } from '../components/Avatar.tsx';
import { Button } from '../components/Button.tsx';
import { ColourChoice } from '../components/ColourChoice.tsx';
import { Field } from '../components/Field.tsx';
import { Icon } from '../components/Icon.tsx';
import { Segments } from '../components/Segments.tsx';
import { OnThisDisk } from './OnThisDisk.tsx';
import { useCommand } from '../state/use-command.ts';
import { useSlice, useWindow } from '../state/app.ts';

const themes = [
  { value: 'system', label: 'System', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const;

/** Oneself, at the foot of the sidebar; opens to change name, colour and theme. */
export function SelfCard({ railed }: { railed: boolean }) {
  const self = useSlice('self');
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button
          type="button"
          className="self-card"
          aria-label={railed ? `${self.person}, you. Change name, colour or theme` : undefined}
        >
          <Avatar person={self.person} colour={self.colour} />
          {!railed && (
            <span>
              <b className="ellipsis">{self.person}</b>
              <small className="ellipsis">
                {self.machine}, you<span className="unseen">. Change name, colour or theme</span>
              </small>
            </span>
          )}
          {!railed && <Icon of={Settings} size={15} />}
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover"
          side="top"
          align="start"
          sideOffset={6}
          collisionPadding={10}
          aria-label="You and this window"
        >
          <SelfForm onDone={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function SelfForm({ onDone }: { onDone: () => void }) {
  const self = useSlice('self');
  const { theme, change } = useWindow((state) => state);
  const [person, setPerson] = useState(self.person);
  const [machine, setMachine] = useState(self.machine);
  const call = useCommand();
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await call('updateSelf', { person: person.trim() || self.person, machine: machine.trim() || self.machine })) onDone();
  };
  return (
    <form className="self-form" onSubmit={(event) => void save(event)}>
      <Field
        label="Your name, as others see it"
        maxLength={64}
        value={person}
        onChange={(event) => setPerson(event.target.value)}
      />
      <Field label="Name of this machine" maxLength={64} value={machine} onChange={(event) => setMachine(event.target.value)} />
      <div className="modal-buttons">
        <Button look="primary" type="submit" disabled={person.trim() === ''}>
          Save names
        </Button>
      </div>
      <div>
        <span className="field-label">Your colour</span>
        <ColourChoice label="Your colour" value={self.colour} onChange={(colour) => void call('updateSelf', { colour })} />
      </div>
      <div>
        <span className="field-label">Theme of this window</span>
        <Segments label="Theme" value={theme} segments={themes} onChange={(value) => change({ theme: value })} />
      </div>
      <OnThisDisk />
    </form>
  );
}
