import './segments.css';
import { ToggleGroup } from 'radix-ui';
import type { LucideIcon } from 'lucide-react';
import { Icon } from './Icon.tsx';

export interface Segment<Value extends string> {
  value: Value;
  label: string;
  icon?: LucideIcon;
}

/** One choice out of two to four, all of them seen. */
export function Segments<Value extends string>({
  label,
  value,
  segments,
  onChange,
}: {
  label: string;
  value: Value;
  segments: readonly Segment<Value>[];
  onChange: (value: Value) => void;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      className="segments"
      aria-label={label}
      value={value}
      onValueChange={(chosen) => chosen !== '' && onChange(chosen as Value)}
    >
      {segments.map((segment) => (
        <ToggleGroup.Item key={segment.value} value={segment.value} className="segment">
          {segment.icon && <Icon of={segment.icon} size={14} />}
          {segment.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
