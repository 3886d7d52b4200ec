import { Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { IconButton } from '../components/IconButton.tsx';

/** Nearer, further, all of it. */
export function ZoomButtons({ onZoom, onFit }: { onZoom: (factor: number) => void; onFit: () => void }) {
  return (
    <div className="zoom-buttons">
      <IconButton icon={ZoomIn} label="Nearer" shortcut="+" onClick={() => onZoom(1.25)} />
      <IconButton icon={ZoomOut} label="Further away" shortcut="-" onClick={() => onZoom(0.8)} />
      <IconButton icon={Maximize} label="All of it" shortcut="0" onClick={onFit} />
    </div>
  );
}
