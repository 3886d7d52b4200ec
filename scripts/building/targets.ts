import { join } from 'node:path';
import { build, type InlineConfig } from 'vite';
import type { Built } from './staleness.ts';

/** One thing that `npm run build` makes. */
export interface BuildTarget extends Built {
  name: string;
  build(root: string): Promise<void>;
}

/** Native modules and what loads them: these lie beside the bundles instead of inside. So would worker threads, which no program here uses. */
const native = ['electron', 'zeromq', 'better-sqlite3', 'piscina', 'sodium-native'];
const manifests = ['package.json', 'package-lock.json'];

/** Everything that is built, in order. */
export const buildTargets: readonly BuildTarget[] = [
  {
    name: 'the page',
    sources: ['renderer', 'app', 'vite.config.ts', ...manifests],
    outputs: ['dist/renderer/index.html'],
    build: (root) => run({ configFile: join(root, 'vite.config.ts') }),
  },
  {
    name: 'the desktop app and the command line',
    sources: ['main', 'app', 'scripts/building', ...manifests],
    outputs: ['dist/main/desktop.js', 'dist/main/cli.js'],
    build: (root) => run(programs(root)),
  },
  {
    name: 'the preload',
    sources: ['main/desktop', 'scripts/building', ...manifests],
    outputs: ['dist/main/preload.cjs'],
    build: (root) => run(preload(root)),
  },
];

async function run(config: InlineConfig): Promise<void> {
  await build({ logLevel: 'warn', ...config });
}

/** Two programs that share their chunks; ES modules, everything bundled but what is native. */
function programs(root: string): InlineConfig {
  return {
    root,
    configFile: false,
    publicDir: false,
    ssr: { noExternal: true, external: native },
    build: {
      ssr: true,
      outDir: 'dist/main',
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: { desktop: 'main/desktop/main.ts', cli: 'main/cli/banyan.ts' },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      },
    },
  };
}

/** A sandboxed preload is one CommonJS file that requires nothing but Electron. */
function preload(root: string): InlineConfig {
  return {
    root,
    configFile: false,
    publicDir: false,
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ssr: true,
      outDir: 'dist/main',
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: { preload: 'main/desktop/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  };
}
