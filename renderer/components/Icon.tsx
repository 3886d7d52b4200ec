import type { LucideIcon } from 'lucide-react';

/** A lucide icon in the house's stroke; decoration only, what it means stands beside it in words. */
export function Icon({ of: Drawing, size = 16 }: { of: LucideIcon; size?: number }) {
  return <Drawing className="icon" size={size} strokeWidth={1.75} aria-hidden="true" />;
}
