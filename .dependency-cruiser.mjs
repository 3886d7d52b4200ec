/**
 * Who may import whom. `npm test` runs it through scripts/checks/import-rules.ts,
 * which also fails when a folder was not looked at.
 */

/** The layers of app/, from the ground up: each may import those on earlier lines. Parts on one line do not know each other. */
const layers = [
  ['wire'],
  ['transport', 'discovery', 'storage'],
  ['identity'],
  ['endpoint'],
  ['documents', 'cluster', 'telemetry'],
  ['work'],
  ['bridge'],
];

/** Files at the root of app/ that stand below every layer, and the composition root that stands above. */
const ground = '^app/(allowance|clock|random|log|errors|config|shown-name|look-alike)\\.ts$';
const composition = '^app/(index|node|node-[a-z-]+|open-endpoint)\\.ts$';

/** Where everything begins: programs, what they start as processes of their own, the window, and the front door for others. */
const entrances = [
  '^app/index\\.ts$',
  '^main/desktop/(main|preload|launch)\\.ts$',
  '^main/cli/banyan\\.ts$',
  '^main/[a-z/-]+-process\\.ts$',
  '^renderer/main\\.tsx$',
  // The in-memory implementations are there for tests and the simulator.
  '^app/[a-z]+/memory/',
];

const layerRules = layers.flatMap((parts, height) =>
  parts.map((part) => ({
    name: `app-${part}-imports-downwards-only`,
    comment: `app/${part} may import the ground and ${layers.slice(0, height).flat().join(', ') || 'nothing else'}.`,
    severity: 'error',
    from: { path: `^app/${part}/` },
    to: { path: '^app/', pathNot: [ground, `^app/(${[...layers.slice(0, height).flat(), part].join('|')})/`] },
  })),
);

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    ...layerRules,
    rule(
      'app-knows-its-layers',
      'A new folder in app/ has to be given its place among the layers first.',
      { path: '^app/[^/]+/', pathNot: `^app/(${layers.flat().join('|')})/` },
      {},
    ),
    rule(
      'ground-imports-nothing',
      'Clock, chance, log, errors, config and names stand below everything.',
      { path: ground },
      { path: '^app/', pathNot: ground },
    ),
    rule(
      'only-node-knows-concrete-parts',
      'Interfaces everywhere, concrete classes only where a node is put together.',
      { path: '^app/', pathNot: [composition, '^app/(transport|discovery|storage)/'] },
      { path: '^app/(transport/(zeromq|zmtp|memory)|discovery/(mdns|static|memory)|storage/(sqlite|memory))/' },
    ),
    rule(
      'parts-of-one-kind-stay-apart',
      'One implementation of an interface never uses another.',
      { path: '^app/(transport|discovery|storage)/([^/]+)/' },
      { path: '^app/(transport|discovery|storage)/[^/]+/', pathNot: '^app/$1/$2/' },
    ),
    rule(
      'app-stands-alone',
      'The core is plain Node: no program, no window, no DOM.',
      { path: '^app/' },
      { path: '^(main|renderer|test|scripts)/' },
    ),
    rule(
      'app-uses-no-window-library',
      'The core is plain Node: no Electron, no React.',
      { path: '^app/' },
      { path: 'node_modules/(electron|react|react-dom|ws|zustand|radix-ui|@radix-ui|@codemirror)/' },
    ),
    rule(
      'main-uses-front-doors',
      'Programs use the core by app/index.ts and app/bridge/index.ts only.',
      { path: '^main/' },
      { path: '^app/', pathNot: '^app/(bridge/)?index\\.ts$' },
    ),
    rule(
      'main-knows-no-renderer',
      'Programs serve the built renderer; they import none of it.',
      { path: '^main/' },
      { path: '^(renderer|test|scripts)/' },
    ),
    rule(
      'only-the-desktop-sees-electron',
      'Everything outside main/desktop runs in plain Node or in a browser.',
      { pathNot: '^main/desktop/' },
      { path: '(^|node_modules/)electron(/|$)' },
    ),
    rule(
      'one-file-holds-the-electron-module',
      'The real module is named in one file (and in the preload); the rest takes it as a parameter.',
      { path: '^main/desktop/', pathNot: '^main/desktop/(electron|preload)\\.ts$' },
      { path: '(^|node_modules/)electron(/|$)', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'no-desktop-outside',
      'The other programs run where there is no Electron.',
      { path: '^main/(?!desktop/)' },
      { path: '^main/desktop/' },
    ),
    rule(
      'renderer-uses-the-bridge',
      'The window takes values from app/bridge/index.ts and types from the rest of app/.',
      { path: '^renderer/' },
      { path: '^app/', pathNot: '^app/bridge/index\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'renderer-stays-in-the-window',
      'The window knows no program and no Node.',
      { path: '^renderer/' },
      { path: '^(main|test|scripts)/|(^|node_modules/)electron(/|$)' },
    ),
    rule('renderer-has-no-node', 'There is no Node in the window.', { path: '^renderer/' }, { dependencyTypes: ['core'] }),
    rule('no-cycles', 'Whatever imports itself in a round can be understood in no order.', {}, { circular: true }),
    rule(
      'nothing-dead',
      'Reached from no program and no front door: delete it, or use it.',
      { path: entrances },
      {
        path: '^(app|main|renderer)/',
        pathNot: [...entrances, '\\.d\\.c?ts$'],
        reachable: false,
      },
    ),
    rule('nothing-unresolved', 'Imports of what is not there.', {}, { couldNotResolve: true }),
    rule(
      'core-runs-on-dependencies',
      'What the core imports belongs to dependencies, not to devDependencies.',
      { path: '^app/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    // TypeScript 7 has no API that the cruiser could use; without a parser it would look at nothing and be content.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules'] },
    exclude: { path: '\\.css$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
      mainFields: ['module', 'main', 'types', 'typings'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
    },
  },
};
