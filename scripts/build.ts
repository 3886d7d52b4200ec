/*
 * Builds what cannot run as it stands: the page (dist/renderer) and the desktop app's programs (dist/main).
 *
 *   npm run build                     everything
 *   node scripts/build.ts --if-stale  only what is older than its sources
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildTargets } from './building/targets.ts';
import { isStale, stampOutputs } from './building/staleness.ts';

const root = join(import.meta.dirname, '..');
process.chdir(root);
// Decides which React is bundled, so it is set before Vite looks.
process.env['NODE_ENV'] = 'production';

const { values } = parseArgs({ options: { 'if-stale': { type: 'boolean', default: false } } });
for (const target of buildTargets) {
  if (values['if-stale'] && !isStale(root, target)) continue;
  const startedAt = new Date();
  await target.build(root);
  stampOutputs(root, target, startedAt);
  console.log(`Built ${target.name} in ${((Date.now() - startedAt.getTime()) / 1000).toFixed(1)} s.`);
}
