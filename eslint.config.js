// What the linter holds beyond the compiler: the style page's bans, in the places where they apply.
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

const nodeGlobals = Object.fromEntries(
  [
    'process',
    'console',
    'Buffer',
    'URL',
    'URLSearchParams',
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'performance',
    'fetch',
    'WebSocket',
    'TextEncoder',
    'TextDecoder',
    'AbortController',
    'AbortSignal',
  ].map((name) => [name, 'readonly']),
);

/** Raw Electron channels live in one folder, behind the typed contract. */
const electronOnlyInItsHost = {
  name: 'electron',
  message: 'Electron is used in app/hosts/electron/ alone; everything else speaks the contract.',
};

const noSvelteStore = {
  name: 'svelte/store',
  message: 'State lives in small classes with runes in .svelte.ts files.',
};

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'release/**',
      'test-results/**',
      'playwright-report/**',
      'node_modules/**',
      'labs/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...svelte.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'always'],
      'no-restricted-imports': ['error', { paths: [electronOnlyInItsHost, noSvelteStore] }],
      // DNS text is octets: control characters in patterns are meant.
      'no-control-regex': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      // Classes with private fields and no public constructor work are the house's way to keep state.
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // The compiler knows undefined names better.
      'no-undef': 'off',
    },
  },
  {
    files: ['app/hosts/electron/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [noSvelteStore] }] },
  },
  {
    files: ['app/engine/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'setTimeout', message: 'The engine waits on the lab clock.' },
        { name: 'process', message: 'The engine runs in a browser worker too.' },
        { name: 'console', message: 'The engine reports through the journal or a returned value.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Randomness is seeded: ask the session for it.' },
        { object: 'Date', property: 'now', message: 'The engine knows one time: the lab clock.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'The engine knows one time: the lab clock.',
        },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'] } },
    rules: {
      // Markdown from the labs is sanitised in one component, which says so where it does it.
      'svelte/no-at-html-tags': 'error',
      'prefer-const': 'off',
      // State is replaced, not mutated ($state.raw); maps beside it are meant to be plain.
      'svelte/prefer-svelte-reactivity': 'off',
      // svelte-check, which gives the warnings, also says when an ignore is needless.
      'svelte/no-unused-svelte-ignore': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}', 'app/hosts/**/*.ts'],
    languageOptions: { globals: nodeGlobals },
  },
  {
    files: ['**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['**/*.test.ts', 'renderer/e2e/**', 'app/testing/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
