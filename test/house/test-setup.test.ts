import { expect, test } from 'vitest';
import config from '../../vitest.config.ts';

test('tests speak on loopback only and download no Electron', () => {
  expect(process.env['BANYAN_INTERFACE']).toBe('127.0.0.1');
  expect(process.env['ELECTRON_OVERRIDE_DIST_PATH']).toBeTruthy();
});

test('no project lets unhandled errors pass, and all run in processes of their own', () => {
  const projects = (config.test?.projects ?? []).map((project) =>
    typeof project === 'object' && 'test' in project ? project.test : undefined,
  );
  expect(projects.map((project) => project?.name)).toEqual(['unit', 'contract', 'e2e']);
  for (const project of projects) expect(project).toMatchObject({ pool: 'forks', setupFiles: ['test/setup.ts'] });
  expect(JSON.stringify(config)).not.toContain('dangerouslyIgnoreUnhandledErrors');
});
