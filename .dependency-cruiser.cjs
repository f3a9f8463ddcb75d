// The layers of the design: imports point one way. What may cross as a type alone is checked by check-layers.js,
// because this tool's swc parser does not tell type imports apart.
const layers = {
  model: [],
  net: ['model'],
  marketo: ['model', 'net'],
  salesforce: ['model', 'net'],
  store: ['model'],
  activities: ['model', 'marketo', 'salesforce', 'store', { to: 'workflows', types: true }],
  workflows: ['model', { to: 'activities', types: true }],
  worker: ['model', 'net', 'marketo', 'salesforce', 'store', 'activities', 'workflows', 'client'],
  // Serves what the typed client offers; the command line composes it.
  api: ['model', 'net', 'store', 'client'],
  // What it may import: check-layers.js.
  console: [],
  local: ['model'],
  simulators: [],
};
const folders = [...Object.keys(layers), 'client', 'bench', 'chaos', 'scripts', 'test'];

const rules = Object.entries(layers).map(([from, allowed]) => {
  const open = allowed.filter((rule) => typeof rule === 'string');
  const typed = allowed.filter((rule) => typeof rule !== 'string').map(({ to }) => to);
  const closed = folders.filter((folder) => folder !== from && !open.includes(folder) && !typed.includes(folder));
  return {
    name: `${from}-imports`,
    severity: 'error',
    from: { path: `^${from}/` },
    to: { path: `^(${closed.join('|')})/` },
  };
});
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...rules,
    {
      name: 'client-outside-cli',
      comment:
        'The typed client takes what it needs as arguments. Two compose: the command line, and connect.ts for apps, which ' +
        'opens the same from the same variables.',
      severity: 'error',
      from: { path: '^client/', pathNot: '^client/(cli/|connect[.]ts$)' },
      to: { path: '^(marketo|salesforce|activities|worker|local|simulators|bench|chaos|scripts|test)/' },
    },
    {
      name: 'api-not-from-cli',
      comment: 'What the command line and the API both do is the typed client’s.',
      severity: 'error',
      from: { path: '^api/' },
      to: { path: '^client/(cli/|connect[.]ts$)' },
    },
    {
      name: 'client-not-from-cli',
      comment: 'The command line is built on the typed client; connect.ts shares how it opens connections.',
      severity: 'error',
      from: { path: '^client/', pathNot: '^client/(cli/|connect[.]ts$)' },
      to: { path: '^client/cli/' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'product-not-from-tests', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules|coverage)/' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs'] },
  },
};
