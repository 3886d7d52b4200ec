import { useState } from 'react';
import { Search } from 'lucide-react';
import { Field } from '../components/Field.tsx';
import { StandingAction } from './StandingAction.tsx';
import { StandingDetail } from './StandingDetail.tsx';
import type { NearStanding } from './standings.ts';

/** Who is near as a list with a filter, where there are too many for a picture. */
export function NearList({ standings }: { standings: readonly NearStanding[] }) {
  const [filter, setFilter] = useState('');
  const shown = standings.filter(({ name }) => name.toLocaleLowerCase().includes(filter.trim().toLocaleLowerCase()));
  return (
    <div className="near-list">
      <Field
        label="Find near you"
        labelHidden
        icon={Search}
        placeholder={`Find among ${standings.length}`}
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      <ul tabIndex={0} aria-label="Near you">
        {shown.map((standing) => (
          <li key={standing.key}>
            <b className="ellipsis">{standing.name}</b>
            <StandingDetail of={standing} />
            <StandingAction standing={standing} />
          </li>
        ))}
        {shown.length === 0 && <li className="quiet">Nobody near is called “{filter}”.</li>}
      </ul>
    </div>
  );
}
