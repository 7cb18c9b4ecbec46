import lit from 'eslint-plugin-lit';
import { tsImport } from 'tsx/esm/api';
import tseslint from 'typescript-eslint';

const { serviceNames } = await tsImport('./services/services.ts', import.meta.url);

/** What each folder's product code never imports. So nothing is imported in a circle, and no test is shipped. */
const OUT_OF_REACH = {
  services: ['local', 'frontend', 'scripts', 'testkit', 'tests', 'bench', 'examples'],
  local: ['frontend', 'scripts', 'testkit', 'tests', 'bench', 'examples'],
  frontend: ['local', 'scripts', 'testkit', 'tests', 'bench', 'examples'],
  testkit: ['frontend', 'scripts', 'tests', 'bench', 'examples'],
  scripts: ['tests', 'bench', 'examples'],
  tests: ['bench'],
  bench: ['tests', 'examples'],
  examples: ['services', 'local', 'frontend', 'scripts', 'testkit', 'tests', 'bench'],
};
/**
 * The same within the page: app > features > ui, features > live > stores, and below them what they all use. Stores know
 * no elements, and elements never fetch.
 */
const PAGE_OUT_OF_REACH = {
  app: [],
  features: ['app', 'api/client.ts'],
  live: ['app', 'features', 'ui'],
  ui: ['app', 'features', 'live', 'stores', 'api/client.ts'],
  stores: ['app', 'features', 'live', 'ui'],
  offline: ['app', 'features', 'live', 'ui', 'stores'],
  i18n: ['app', 'features', 'live', 'ui', 'stores'],
  api: ['app', 'features', 'live', 'ui', 'stores', 'i18n'],
  state: ['app', 'features', 'live', 'ui', 'stores', 'i18n', 'api'],
  text: ['app', 'features', 'live', 'ui', 'stores', 'i18n', 'api', 'state'],
};
/** Within these folders each folder imports only those after it, and all import the files that lie beside them. */
const LAYERS = {
  'services/shared': ['service', 'log', 'identity', 'streams', 'http', 'limits', 'database', 'logging', 'text'],
  'services/auth': ['accounts', 'audit', 'people', 'about', 'login', 'sessions', 'tokens'],
  'services/users': ['directory', 'presence', 'preferences', 'profiles'],
  'services/messages': ['reading', 'events', 'messages', 'members', 'rooms'],
  tests: ['upgrade', 'faults'],
  bench: ['suites', 'pods', 'start', 'page', 'history', 'report', 'baselines', 'load', 'readers', 'support'],
};
const TESTS = ['**/*.test.ts', '**/testing/**'];

const imports = (...patterns) => ({
  'no-restricted-imports': [
    'error',
    {
      patterns: patterns
        .filter(({ folders }) => folders.length > 0)
        .map(({ folders, message }) => ({
          group: folders.map((name) => (name.endsWith('.ts') ? `**/${name}` : `**/${name}/**`)),
          message,
        })),
    },
  ],
});

/** The rules for one folder; its tests may import testkit too. */
function importRules(folder, files = `${folder}/**/*.ts`, ...more) {
  const outOfReach = (folders) => ({ folders, message: `${folder}/ does not import these: see OUT_OF_REACH.` });
  const all = OUT_OF_REACH[folder];
  return [
    { files: [files], ignores: TESTS, rules: imports(outOfReach(all), ...more) },
    {
      files: TESTS.map((pattern) => files.replace('**/*.ts', pattern)),
      rules: imports(outOfReach(all.filter((other) => other !== 'testkit')), ...more),
    },
  ];
}

/** Services talk over HTTP only; what they share lies in services/shared, which knows none of them. */
const otherServices = (own) => ({
  folders: serviceNames
    .filter((service) => service !== own)
    .flatMap((service) => [`services/${service}`, `../${service}`]),
  message: 'Services never import each other: call the other over HTTP. services/shared knows no service.',
});

/** For the product code of the folders in `LAYERS`; comes after the rules for the whole folder, which it repeats. */
const layerRules = Object.entries(LAYERS).flatMap(([parent, folders]) => {
  const [top, own] = parent.split('/');
  const above = (count) => ({
    folders: folders.slice(0, count),
    message: `${parent}/ is layered: see LAYERS.`,
  });
  const general = [
    { folders: OUT_OF_REACH[top], message: `${top}/ does not import these: see OUT_OF_REACH.` },
    ...(top === 'services' ? [otherServices(own)] : []),
  ];
  return folders.map((folder, count) => ({
    files: [`${parent}/${folder}/**/*.ts`],
    ignores: TESTS,
    rules: imports(...general, above(count)),
  }));
});

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      'generated/**',
      'data/**',
      '.cache/**',
      'test-results/**',
      'frontend/src/i18n/locales/**',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // A name's code points are what is counted and compared.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      eqeqeq: 'error',
      'no-console': 'off',
    },
  },
  {
    files: ['**/*.test.ts', 'testkit/gateway/cases.ts'],
    // node:test's describe and it return promises that the runner awaits.
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['describe', 'it', 'test', 'suite'], package: 'node:test' },
          ],
        },
      ],
    },
  },
  ...Object.keys(OUT_OF_REACH).flatMap((folder) => importRules(folder)),
  ...[...serviceNames, 'shared'].flatMap((own) =>
    importRules('services', `services/${own}/**/*.ts`, otherServices(own)),
  ),
  ...layerRules,
  ...Object.entries(PAGE_OUT_OF_REACH).flatMap(([folder, folders]) =>
    importRules('frontend', `frontend/src/${folder}/**/*.ts`, {
      folders,
      message: `The page's ${folder}/ does not import these: see PAGE_OUT_OF_REACH.`,
    }),
  ),
  { files: ['frontend/src/**/*.ts'], extends: [lit.configs['flat/recommended']] },
);
