import { defineConfig, type OxlintOverride } from 'oxlint'

/**
 * The layers of the portable code, from the ground up. A room may import the rooms of the layers below it, and of its
 * own layer those that `BESIDE` names. docs/architecture.md draws it.
 */
const LAYERS = [
  ['src/config.ts', 'src/errors.ts', 'src/timing.ts', 'src/work.ts'],
  ['src/services', 'src/telemetry'],
  ['src/projects', 'src/gateway', 'src/accounts'],
  ['src/runs', 'src/checks'],
  ['src/generation', 'src/preview', 'src/webhooks', 'src/mcp'],
  ['src/http', 'src/pages'],
  ['functions'],
  ['src/app.ts'],
] as const

type Room = (typeof LAYERS)[number][number] | (typeof APART)[number]

const BESIDE: Partial<Record<Room, readonly Room[]>> = {
  'src/config.ts': ['src/errors.ts'],
  'src/work.ts': ['src/timing.ts'],
  'src/services': ['src/telemetry'],
  'src/pages': ['src/http'],
  'src/generation': ['src/preview'],
}

/** What programs elsewhere use: it imports none of the rooms, and none of them imports it. */
const APART = ['src/client'] as const

/** What may use a runtime's own names. It stands beside the layers: nothing portable imports it. */
const RIM = ['src/adapters', 'src/cli', 'local', 'scripts']

const RUNTIME_MODULES = [
  'node:*',
  'bun',
  'bun:*',
  'cloudflare:*',
  '@hono/node-server',
  'hono/bun',
  'hono/deno',
  'hono/cloudflare-workers',
]
const RUNTIME_GLOBALS = ['process', 'Buffer', 'Deno', 'Bun', 'global', '__dirname', '__filename', 'require']
/** What the types of Node 20 have, and Node 20 itself has not. */
const NEWER_GLOBALS = ['WebSocket']
const RUNTIME_MESSAGE = `Runtime code belongs to ${RIM.join(', ')}.`

/** Of what a test asks the app itself, every answer is held to its contract. */
const UNCHECKED_APP = {
  group: ['**/src/app.ts'],
  importNames: ['createApp'],
  message: 'Tests make the app with createCheckedApp of test/support/checked-app.ts.',
}

/** A room as the imports of another name it. What stands at the top is told by the way up to it. */
function importsOf(room: string, from: Room): string {
  const path = room.replace(/^src\//, '')
  if (path.endsWith('.ts')) return `**/${path}`
  if (path !== room) return `**/${path}/**`
  const insideSrc = from.startsWith('src/') && !from.endsWith('.ts')
  return `${insideSrc ? '../../' : '../'}**/${room}/**`
}

function rulesOf(room: Room, height: number): OxlintOverride {
  const allowed: readonly string[] = [room, ...LAYERS.slice(0, height).flat(), ...(BESIDE[room] ?? [])]
  const refused = [...LAYERS.flat(), ...APART, ...RIM].filter((other) => !allowed.includes(other))
  return {
    files: [room.endsWith('.ts') ? room : `${room}/**`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: RUNTIME_MODULES, message: RUNTIME_MESSAGE },
            {
              // A room of checks is called as the folder of the build is.
              group: [...refused.map((other) => importsOf(other, room)), '!**/checks/scripts/**'].filter(
                (pattern) => allowed.includes('src/checks') || !pattern.startsWith('!'),
              ),
              message: `${room} may import ${allowed.slice(1).join(', ') || 'nothing'}.`,
            },
          ],
        },
      ],
      'no-restricted-globals': [
        'error',
        ...RUNTIME_GLOBALS.map((name) => ({ name, message: RUNTIME_MESSAGE })),
        ...NEWER_GLOBALS.map((name) => ({ name, message: 'Node 20 has none: take it from globalThis, where it is.' })),
      ],
    },
  }
}

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc'],
  categories: { correctness: 'error', suspicious: 'error' },
  options: { typeAware: true },
  // Nobody but `npm run test:clients` and `npm run test:openapi` has the libraries of their folders, and those check types there.
  ignorePatterns: [
    'dist',
    'exports',
    'local/offline-model/catalogue/*/**',
    'test/clients',
    'test/openapi',
    'src/client/api-types.ts',
  ],
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    // A query of supabase-js is a thenable that sends nothing until it is awaited.
    'typescript/no-floating-promises': ['error', { checkThenables: true }],
    'typescript/no-misused-promises': ['error', { checksVoidReturn: true }],
    'typescript/await-thenable': 'error',
    'typescript/no-unsafe-type-assertion': 'off',
    'import/no-default-export': 'error',
    'import/no-cycle': 'error',
    'no-console': 'error',
    'no-await-in-loop': 'off',
    'no-underscore-dangle': 'off',
    'unicorn/no-array-sort': 'error',
    'no-shadow': 'off',
    'consistent-return': 'off',
    'typescript/consistent-return': 'off',
    'typescript/no-misused-spread': 'off',
    'typescript/unbound-method': 'off',
    'typescript/no-generated-empty-object-type': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'import/no-named-as-default-member': 'off',
    // It speaks of windows; here only threads are sent messages.
    'unicorn/require-post-message-target-origin': 'off',
  },
  overrides: [
    {
      files: [
        'src/adapters/workers.ts',
        'src/adapters/vercel.ts',
        '*.config.ts',
        'test/support/global-setup.ts',
        'test/support/report-skipped.ts',
      ],
      rules: { 'import/no-default-export': 'off' },
    },
    // A client that is left out is constructed all the same.
    { files: ['scripts/stand-ins/**'], rules: { 'typescript/no-extraneous-class': 'off' } },
    // Styles have no name.
    {
      files: ['supabase/functions/**', 'src/pages/studio/main.tsx', 'src/pages/reference/main.ts'],
      rules: { 'import/no-unassigned-import': 'off' },
    },
    // Threads have no origin.
    { files: ['local/threads/**'], rules: { 'unicorn/require-post-message-target-origin': 'off' } },
    { files: ['src/cli/**', 'local/**', 'scripts/**', 'test/**'], rules: { 'no-console': 'off' } },
    {
      files: ['test/**'],
      rules: { 'no-restricted-imports': ['error', { patterns: [UNCHECKED_APP] }] },
    },
    {
      // The one makes the checked app, the other measures what runs.
      files: ['test/support/checked-app.ts', 'test/bench/worst-inputs.ts'],
      rules: { 'no-restricted-imports': 'off' },
    },
    ...LAYERS.flatMap((rooms, height) => rooms.map((room) => rulesOf(room, height))),
    ...APART.map((room) => rulesOf(room, 0)),
  ],
})
