import tseslint from 'typescript-eslint';

/** Which folders a folder may not import: the arrows of docs/architecture.md as lint rules. */
const FORBIDDEN = {
  protocol: ['call', 'tools', 'agent', 'speech', 'backend', 'gateway', 'config', 'web', 'stack'],
  call: ['tools', 'agent', 'speech', 'backend', 'gateway', 'config', 'web', 'stack'],
  tools: ['agent', 'speech', 'backend', 'gateway', 'config', 'web', 'stack'],
  config: ['protocol', 'call', 'tools', 'agent', 'speech', 'backend', 'gateway', 'web', 'stack'],
  speech: ['call', 'tools', 'agent', 'backend', 'gateway', 'web', 'stack'],
  agent: ['backend', 'gateway', 'web', 'stack'],
  backend: ['tools', 'agent', 'speech', 'gateway', 'web', 'stack'],
  gateway: ['call', 'tools', 'agent', 'speech', 'backend', 'web', 'stack'],
  web: ['call', 'tools', 'agent', 'speech', 'backend', 'gateway', 'config', 'stack'],
  stack: ['tools', 'agent', 'gateway', 'web'],
};

/** The only homes of the LiveKit packages; everywhere else they are refused. */
const LIVEKIT_HOMES = [
  'agent/livekit/**',
  'agent/main.ts',
  'agent/job.ts',
  'speech/**',
  'backend/livekit.ts',
  'config/native-client.ts',
  'config/resample.ts',
  'gateway/caller-voice.ts',
  'gateway/room-voice.ts',
  'gateway/room.ts',
  'web/room/**',
  'test/**',
  'bench/**',
  'lab/**',
  'stack/**',
];
const LIVEKIT = {
  group: ['@livekit/*', 'livekit-client', 'livekit-server-sdk'],
  message: 'LiveKit stands behind an adapter; see docs/architecture.md.',
};

const arrows = Object.entries(FORBIDDEN).flatMap(([folder, forbidden]) => {
  // Nobody needs what measures or tries.
  const patterns = [...forbidden, 'bench', 'lab'].map((name) => ({
    group: [`../${name}/**`, `../../${name}/**`],
    message: `${folder}/ does not import ${name}/.`,
  }));
  const rule = (more) => ({
    'no-restricted-imports': ['error', { patterns: [...patterns, ...more] }],
  });
  return [
    { files: [`${folder}/**/*.ts`], rules: rule([LIVEKIT]) },
    {
      files: LIVEKIT_HOMES.filter((home) => home.startsWith(`${folder}/`)),
      rules: rule([]),
    },
  ].filter((entry) => entry.files.length > 0);
});

export default tseslint.config(
  { ignores: ['dist/', '.baton/', 'node_modules/', '**/*.mjs', '*.js'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './web/tsconfig.json'] },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreVoidReturningFunctions: true, ignoreArrowShorthand: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'A closed set is a const array and its union.' },
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'Only config/env.ts reads the environment.',
        },
        {
          selector:
            "CallExpression[callee.object.name='AbortSignal'][callee.property.name='any'] CallExpression[callee.object.name='AbortSignal'][callee.property.name='timeout']",
          message: 'Such a limit may never come: timeLimit of config/time-limit.ts.',
        },
      ],
    },
  },
  ...arrows,
  {
    files: ['config/env.ts', 'test/**', 'bench/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['stack/**', 'bench/**', 'lab/**'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
    },
  },
);
