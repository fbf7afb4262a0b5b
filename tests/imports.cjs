// Who may import whom. The picture is in docs/architecture.md; dependency-cruiser holds it in `npm test`.
const room = (name) => `^${name}/`;
const rooms = ['ingest', 'sql', 'publish', 'budget', 'pages', 'cli', 'tests', 'data-samples'];

/** A room may import itself and those named, none other of ours. */
const only = (name, ...allowed) => ({
  name: `${name}-imports-only-${[name, ...allowed].join('-and-')}`,
  severity: 'error',
  from: { path: room(name), pathNot: '\\.test\\.ts$' },
  to: { path: rooms.filter((other) => other !== name && !allowed.includes(other)).map(room) },
});

module.exports = {
  forbidden: [
    only('sql'),
    only('budget'),
    only('ingest', 'sql'),
    only('publish', 'sql'),
    {
      name: 'pages-imports-only-pages-and-budget',
      comment:
        'The page that runs queries says of them what the command says: these files are text and rules alone.',
      severity: 'error',
      from: { path: room('pages'), pathNot: '\\.test\\.ts$' },
      to: {
        path: [
          ...rooms.filter((other) => !['pages', 'budget', 'publish'].includes(other)).map(room),
          '^publish/(?!(query-rules|sum-checks|total-macros)\\.ts$)',
        ],
      },
    },
    {
      name: 'the-rules-of-queries-stand-alone',
      severity: 'error',
      from: { path: '^publish/(query-rules|sum-checks|total-macros)\\.ts$' },
      to: {},
    },
    only('data-samples', 'ingest'),
    {
      name: 'ingest-core-is-pure',
      comment: 'The same code runs in a page at the antenne: no Node, no database, nothing outside the core.',
      severity: 'error',
      from: { path: '^ingest/core/', pathNot: '\\.test\\.ts$' },
      to: { path: ['^ingest/(?!core/)', ...rooms.filter((other) => other !== 'ingest').map(room)] },
    },
    {
      name: 'ingest-core-knows-no-node',
      severity: 'error',
      from: { path: '^ingest/core/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the-audit-shares-no-code-with-what-it-audits',
      comment: 'What chose the hidden cells cannot also be what finds them safe.',
      severity: 'error',
      from: { path: '^publish/audit/', pathNot: '\\.test\\.ts$' },
      to: { path: '^publish/(?!audit/|publication-error\\.ts$)' },
    },
    {
      name: 'what-hides-does-not-lean-on-the-audit',
      severity: 'error',
      from: { path: '^publish/(suppression|characteristics)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^publish/audit/' },
    },
    {
      name: 'budget-knows-no-node',
      severity: 'error',
      from: { path: '^budget/', pathNot: '(\\.test|-fixture)\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'sites-have-no-path-to-the-warehouse',
      severity: 'error',
      from: { path: '^pages/', pathNot: '\\.test\\.ts$' },
      to: { path: '@duckdb/node-api' },
    },
    {
      name: 'only-the-cli-and-tests-know-every-room',
      severity: 'error',
      from: {
        path: rooms.filter((name) => !['cli', 'tests'].includes(name)).map(room),
        pathNot: '\\.test\\.ts$',
      },
      to: { path: ['^cli/', '^tests/'] },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-to-dev-dep',
      severity: 'error',
      from: { path: '^(ingest|sql|publish|budget|pages|cli)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^\\$', '^#', '\\.svelte$', '^\\./\\$types'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['\\.svelte$', '^pages/build/evidence/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
