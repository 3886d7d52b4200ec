import './keys-overview.css';
import { Button } from '../components/Button.tsx';
import { Keys } from '../components/Keys.tsx';
import { Modal } from '../components/Modal.tsx';

const groups = [
  {
    title: 'Everywhere',
    keys: [
      ['Mod+K', 'Command palette'],
      ['Mod+1', 'Home'],
      ['Mod+2', 'Documents'],
      ['Mod+3', 'Live tree'],
      ['Mod+N', 'New document'],
      ['Mod+\\', 'Sidebar'],
      ['Mod+Shift+I', 'Invite'],
      ['Mod+Shift+P', 'Who is here'],
      ['F6', 'Next region'],
      ['Shift+F6', 'Previous region'],
      ['Esc', 'Close the top thing'],
    ],
  },
  {
    title: 'In a text',
    keys: [
      ['Mod+F', 'Find'],
      ['Mod+Z', 'Undo what you did'],
      ['Mod+Shift+Z', 'Redo'],
      ['Mod+B', 'Bold'],
      ['Mod+I', 'Italic'],
      ['Mod+Shift+L', 'Live strip'],
    ],
  },
  {
    title: 'In the live tree',
    keys: [
      ['Arrows', 'Parent, child, siblings'],
      ['Enter', 'Look at a machine'],
      ['+', 'Nearer'],
      ['-', 'Further away'],
      ['0', 'All of it'],
      ['T', 'Table'],
      ['Y', 'Picture'],
      ['Mod+.', 'Inspector'],
    ],
  },
] as const;

/** All keys at a glance. */
export function KeysOverview({ onClose }: { onClose: () => void }) {
  return (
    <Modal title="Keys" width={720} onClose={onClose}>
      <div className="keys-overview">
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([shortcut, does]) => (
                <div key={shortcut}>
                  <dt>{does}</dt>
                  <dd>
                    {shortcut === '+' ? (
                      <span className="keys">
                        <kbd>+</kbd>
                      </span>
                    ) : (
                      <Keys of={shortcut} />
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="modal-buttons">
        <Button large onClick={onClose}>
          Done
        </Button>
      </div>
    </Modal>
  );
}
