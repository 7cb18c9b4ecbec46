import lit from 'eslint-plugin-lit';
import { tsImport } from 'tsx/esm/api';
import tseslint from 'typescript-eslint';

/** Services talk over HTTP only; what they share lies in services/shared, which knows none of them. */
const { serviceNames } = await tsImport('./services/services.ts', import.meta.url);
const noImport = (folders, message) => ({
  'no-restricted-imports': ['error', { patterns: [{ group: folders.map((folder) => `**/${folder}/**`), message }] }],
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
  ...serviceNames.map((service) => ({
    files: [`services/${service}/**/*.ts`],
    rules: noImport(
      serviceNames.filter((other) => other !== service).flatMap((other) => [`services/${other}`, `../${other}`]),
      'Services never import each other: call the other over HTTP.',
    ),
  })),
  { files: ['frontend/src/**/*.ts'], extends: [lit.configs['flat/recommended']] },
);
