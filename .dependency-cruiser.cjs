/**
 * The house, as rules: who may import whom. Imports point one way (DESIGN: hosts → engine; in the engine
 * session → course → tools, shell → server → resolver → cache → network, zone → protocol), the engine is pure,
 * the renderer knows the engine's types by the contract alone, and nothing runs in a circle.
 */

/** The engine's layers from the bottom up. A part may import parts on lower steps, and itself. */
const steps = [
  ['protocol', 'log'],
  ['network', 'zone'],
  ['cache', 'dnssec'],
  ['resolver', 'config', 'dump', 'statistics'],
  ['server'],
  ['tools'],
  ['shell'],
  ['course'],
];

const tests = '[.]test[.]ts$';

const layers = steps.flatMap((step, height) =>
  step.map((part) => ({
    name: `engine-${part}-looks-down`,
    comment: `${part}/ may import only parts below it.`,
    severity: 'error',
    from: { path: `^app/engine/${part}/`, pathNot: tests },
    to: {
      path: `^app/engine/(${[...step.filter((other) => other !== part), ...steps.slice(height + 1).flat()].join('|')})/|^app/engine/session[.]ts$`,
      // Zone data and the network are neighbours: neither knows the other.
    },
  })),
);

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: { path: '^((?:app|renderer)/.+)$' },
      // Types that name each other are no circle: nothing is left of them when the program runs. Nor is a component
      // that draws a tree by drawing itself.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] }, pathNot: '^$1$' },
    },
    {
      name: 'engine-is-pure',
      comment: 'No Node, no Electron, no sockets, no DOM libraries: the engine runs in a browser worker too.',
      severity: 'error',
      from: { path: '^app/engine/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'engine-libraries',
      comment: 'The engine stands on these libraries and no others.',
      severity: 'error',
      from: { path: '^app/engine/', pathNot: tests },
      to: {
        path: 'node_modules/',
        pathNot: 'node_modules/(@noble/hashes|dns-packet|just-bash|@lezer/(common|lr)|marked|valibot|yaml)/',
      },
    },
    {
      name: 'engine-knows-no-host',
      severity: 'error',
      from: { path: '^app/(engine/|(reader-)?contract([.]ts|/))' },
      to: { path: '^(app/hosts|renderer)/' },
    },
    {
      name: 'protocol-alone-imports-dns-packet',
      severity: 'error',
      from: { path: '^(app|renderer)/', pathNot: '^app/engine/protocol/' },
      to: { path: 'node_modules/(@types/)?dns-packet/' },
    },
    {
      name: 'shell-alone-imports-just-bash',
      severity: 'error',
      from: { path: '^(app|renderer)/', pathNot: '^app/engine/shell/' },
      to: { path: 'node_modules/just-bash/' },
    },
    ...layers,
    {
      name: 'contract-stands-alone',
      severity: 'error',
      from: { path: '^app/(reader-)?contract([.]ts$|/)' },
      to: { path: '.', pathNot: '^app/(reader-)?contract/' },
    },
    {
      name: 'renderer-knows-the-contract-alone',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '^renderer/e2e/' },
      // A grammar is no code of the engine's: the editor colours by the one that the server reads by.
      to: { path: '^app/', pathNot: '^app/((reader-)?contract[.]ts|engine/config/named-conf[.]grammar)$' },
    },
    {
      name: 'renderer-takes-types-only',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '^renderer/e2e/' },
      to: { path: '^app/(reader-)?contract[.]ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'renderer-is-no-node-program',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '^renderer/(e2e/|[^/]*[.]config[.])|[.]test[.]ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'hosts-know-no-window',
      severity: 'error',
      from: { path: '^app/hosts/' },
      to: { path: '^renderer/' },
    },
    {
      name: 'electron-in-its-host-alone',
      severity: 'error',
      from: { path: '^(app|renderer)/', pathNot: '^(app/hosts/electron|renderer/e2e)/' },
      to: { path: 'node_modules/electron/' },
    },
    {
      name: 'sockets-in-hosts-alone',
      severity: 'error',
      from: { path: '^(app|renderer)/', pathNot: `^app/hosts/|^renderer/e2e/|${tests}` },
      to: { path: 'node_modules/(ws|write-file-atomic)/' },
    },
    {
      name: 'testing-stays-out-of-the-product',
      severity: 'error',
      from: { path: '^(app|renderer)/', pathNot: `^app/(testing|hosts/launch)/|^renderer/e2e/|${tests}` },
      to: {
        path: `^app/testing/|^renderer/e2e/|${tests}|node_modules/(vitest|fast-check|@playwright|@axe-core)/`,
      },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: { path: '^(app|renderer)/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|release|node_modules/[.])' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'browser', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.svelte', '.d.ts', '.json'],
    },
  },
};
