import { defineConfig } from 'vitest/config';

const setupFiles = ['test/setup.ts'];
/** ZeroMQ does not survive in worker threads: every test file gets a process of its own. */
const pool = 'forks';

/** Folders whose tests may share a process. */
const sharing = 'test/app/{bridge,cluster,documents,endpoint,identity,storage,wire}/**/*.test.ts';
/** Those in them that may not: handlers in worker threads have time limits. */
const alone = ['test/app/endpoint/worker-handler.test.ts'];
/** Those that need the whole machine: they send as fast as it can, or want to know how soon it mends. */
const demanding = ['test/e2e/{subscribers,chaos}.test.ts'];
const endToEnd = { setupFiles, pool, testTimeout: 120_000, hookTimeout: 180_000 } as const;

export default defineConfig({
  test: {
    projects: [
      {
        // What has no native sockets and no state of its process shares processes: starting them was most of the time.
        test: {
          name: 'unit',
          include: [sharing, 'test/{main,renderer}/**/*.test.{ts,tsx}'],
          exclude: alone,
          isolate: false,
          setupFiles,
          pool,
          maxWorkers: 2,
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'unit-alone',
          include: [
            'test/{house,simulator}/**/*.test.ts',
            'test/app/{discovery,node,transport}/**/*.test.ts',
            'test/app/*.test.ts',
            ...alone,
          ],
          setupFiles,
          pool,
          maxWorkers: 2,
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
          maxWorkers: 2,
          testTimeout: 20_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Real processes and a real browser. Half of the time is waiting, so two files at a time.
        test: {
          name: 'e2e',
          include: ['test/{e2e,package}/**/*.test.ts'],
          exclude: demanding,
          ...endToEnd,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'e2e-alone',
          include: demanding,
          ...endToEnd,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
