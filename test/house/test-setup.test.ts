import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import config from '../../vitest.config.ts';

test('tests speak on loopback only and download no Electron', () => {
  expect(process.env['BANYAN_INTERFACE']).toBe('127.0.0.1');
  expect(process.env['ELECTRON_OVERRIDE_DIST_PATH']).toBeTruthy();
});

test('no project lets unhandled errors pass, and none runs in worker threads', () => {
  const projects = (config.test?.projects ?? []).map((project) =>
    typeof project === 'object' && 'test' in project ? project.test : undefined,
  );
  expect(projects.map((project) => project?.name)).toEqual(['unit', 'unit-alone', 'contract', 'e2e', 'e2e-alone']);
  for (const project of projects) expect(project).toMatchObject({ pool: 'forks', setupFiles: ['test/setup.ts'] });
  expect(JSON.stringify(config)).not.toContain('dangerouslyIgnoreUnhandledErrors');
});

test('every test belongs to one project', () => {
  const projects = (config.test?.projects ?? []).flatMap((project) =>
    typeof project === 'object' && 'test' in project ? [project.test!] : [],
  );
  const files = projects.flatMap(({ include = [], exclude = [] }) => globSync(include, { exclude }));
  expect(files.toSorted()).toEqual(globSync('test/**/*.test.{ts,tsx}').toSorted());
});
