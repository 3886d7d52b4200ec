/** The mark: a canopy with strands, one of which has reached the ground. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M2.5 10.6C2.5 5.9 6.7 2.8 12 2.8s9.500 3.100 9.500 7.800c0 .7-.4 1-1 1H3.500c-.6 0-1-.3-1-1z" fill="var(--leaf)" />
      <g stroke="var(--leaf)" strokeLinecap="round" fill="none">
        <path d="M5.600 11v4.300" strokeWidth="1.5" />
        <path d="M8.700 11v7" strokeWidth="1.5" />
        <path d="M12 11v10" strokeWidth="2.6" />
        <path d="M18.700 11v3.300" strokeWidth="1.5" />
      </g>
      <path d="M15.500 11v10" stroke="var(--sun)" strokeWidth="1.9" strokeLinecap="round" />
    </svg>
  );
}
