import './colour-choice.css';
import { RadioGroup } from 'radix-ui';
import { colourOrder } from '../../app/bridge/index.ts';
import { colourName } from './colour-names.ts';

/** The twelve colours of people, as a choice of one. */
export function ColourChoice({ label, value, onChange }: { label: string; value: number; onChange: (colour: number) => void }) {
  return (
    <RadioGroup.Root
      className="colours"
      aria-label={label}
      orientation="horizontal"
      value={String(value)}
      onValueChange={(chosen) => onChange(Number(chosen))}
    >
      {colourOrder.map((colour) => (
        <RadioGroup.Item
          key={colour}
          value={String(colour)}
          className="colour"
          aria-label={colourName(colour)}
          title={colourName(colour)}
          style={{ background: `var(--p${colour})` }}
        />
      ))}
    </RadioGroup.Root>
  );
}
