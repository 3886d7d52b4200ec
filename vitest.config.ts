import { defineConfig } from 'vitest/config';

const setupFiles = ['test/setup.ts'];
/** ZeroMQ does not survive in worker threads: every test file gets a process of its own. */
const pool = 'forks';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{app,main,renderer,house}/**/*.test.{ts,tsx}', 'test/simulator/**/*.test.ts'],
          setupFiles,
          pool,
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          setupFiles,
          pool,
          testTimeout: 20_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Real processes and a real browser: one file at a time, so that they do not take the machine from each other.
        test: {
          name: 'e2e',
          include: ['test/{e2e,package}/**/*.test.ts'],
          setupFiles,
          pool,
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
