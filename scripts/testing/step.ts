/** How many tests of a step passed, failed, and could not run here. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** One part of `npm test`. */
export interface Step {
  name: string;
  /** Runs it and shows what it finds. A rejection counts as one failure. */
  run(): Promise<Tally>;
}

/** A step that counts as one test: it passes when its check finds nothing. */
export function checkStep(name: string, check: () => Promise<readonly string[]> | readonly string[]): Step {
  return {
    name,
    run: async () => {
      const findings = await check();
      for (const finding of findings) console.log(`  ${finding}`);
      return findings.length === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
    },
  };
}
