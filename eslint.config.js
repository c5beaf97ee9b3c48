import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      '.tsc/',
      '.sample/',
      '.host/',
      'node_modules/',
      'models/',
      'test/host/',
      'test/fixtures/',
    ],
  },
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    extends: [...tseslint.configs.strict],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // `noUncheckedIndexedAccess` makes `!` the honest way to say "within bounds by the loop".
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/unified-signatures': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      'prefer-const': 'error',
    },
  },
  {
    // The extension host must never wait: everything with Sync in its name belongs to the worker.
    files: ['src/extension/**/*.ts', 'src/panel/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.name=/Sync$/]',
          message: 'The extension host never waits: use the asynchronous call.',
        },
        {
          selector: 'CallExpression[callee.property.name=/Sync$/]',
          message: 'The extension host never waits: use the asynchronous call.',
        },
      ],
    },
  },
  {
    // The network is opened in one file only; fetch is a global, so no import rule can see it.
    files: ['src/**/*.ts'],
    ignores: ['src/models/download.ts'],
    rules: { 'no-restricted-globals': ['error', 'fetch', 'WebSocket', 'XMLHttpRequest'] },
  },
  { files: ['test/**/*.ts', 'src/**/*.d.ts'], rules: { 'no-console': 'off', 'no-var': 'off' } },
);
