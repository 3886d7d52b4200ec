import type { FingerprintView } from '../../app/bridge/index.ts';
import { colourTriples, halfPaths, heartPaths, leafPaths, veinPaths } from './fingerprint-shapes.ts';

/** Eight leaves round a heart, read clockwise; the words beside it say at least as much. */
export function FingerprintPicture({ picture, size = 146 }: { picture: FingerprintView['picture']; size?: number }) {
  const triple = colourTriples[picture.colours % colourTriples.length]!;
  const fill = (colour: number): string => `var(--p${triple[colour % triple.length]})`;
  return (
    <svg width={size} height={size} viewBox="-76 -76 152 152" role="img" aria-label="Fingerprint picture">
      <circle r="72" fill="none" stroke="var(--line-strong)" />
      {picture.leaves.map((leaf, index) => (
        <g key={index} transform={`rotate(${index * 45})`}>
          <Leaf length={leaf.length % 3} filling={leaf.filling % 4} colour={fill(leaf.colour)} />
        </g>
      ))}
      <path d={heartPaths[picture.heart % heartPaths.length]} fill={fill(0)} />
    </svg>
  );
}

function Leaf({ length, filling, colour }: { length: number; filling: number; colour: string }) {
  if (filling === 0) return <path d={leafPaths[length]} fill={colour} />;
  return (
    <>
      <path d={leafPaths[length]} fill="none" stroke={colour} strokeWidth={filling === 1 ? 2.5 : 2} />
      {filling === 2 && <path d={halfPaths[length]} fill={colour} />}
      {filling === 3 && <path d={veinPaths[length]} fill="none" stroke={colour} strokeWidth="1.8" />}
    </>
  );
}
