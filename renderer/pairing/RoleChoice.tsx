import { RadioGroup } from 'radix-ui';
import type { RoleView } from '../../app/bridge/index.ts';

/** What a role may do, each in one line. */
const meanings: Record<RoleView, readonly [string, string]> = {
  viewer: ['Viewer', 'Reads everything, changes nothing'],
  editor: ['Editor', 'Reads and edits all documents'],
  admin: ['Admin', 'Also lets people in and out, and changes roles'],
};
const order = ['viewer', 'editor', 'admin'] as const;

/** What somebody who comes in may do. */
export function RoleChoice({ value, onChange }: { value: RoleView; onChange: (role: RoleView) => void }) {
  return (
    <RadioGroup.Root className="roles" aria-label="Role" value={value} onValueChange={(role) => onChange(role as RoleView)}>
      {order.map((role) => {
        const [name, meaning] = meanings[role];
        return (
          <label key={role} className="role">
            <RadioGroup.Item className="role-dot" value={role} aria-label={`${name}: ${meaning}`} />
            <b>{name}</b>
            <span>{meaning}</span>
          </label>
        );
      })}
    </RadioGroup.Root>
  );
}
