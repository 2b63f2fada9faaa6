// One build: dist/app.js is the whole portable app, and each runtime's entry beside it only imports that file. The same
// sources give the same bytes. `node scripts/build.ts [--analyze] [folder]`
import { analyzeMetafile, build, type Plugin } from 'esbuild'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { VERSION } from '../src/telemetry/release.ts'

const ADAPTERS = ['node', 'worker', 'workers', 'bun', 'deno', 'vercel', 'lambda', 'supabase']
const FOLDER = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? 'dist'

const CLI_BANNER = `#!/usr/bin/env node
import { createRequire as makeRequire } from 'node:module'
// Libraries that are not ES modules ask for Node's own parts this way.
const require = makeRequire(import.meta.url)`

const COMMON = {
  outdir: FOLDER,
  write: false,
  bundle: true,
  format: 'esm',
  target: 'es2023',
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
} as const

/**
 * Parts of the client libraries that the app never calls and that tree shaking cannot see, since constructors wire them
 * in. Each such file keeps its exported names, as functions that do nothing and construct empty objects.
 */
const UNUSED = [
  /[\\/]@supabase[\\/](?:realtime|storage|functions)-js[\\/].*\.m?js$/,
  /[\\/]openai[\\/]resources[\\/](?!(?:chat[\\/](?:completions[\\/])?)?(?:index|chat|completions)\.m?js$).*\.m?js$/,
  /[\\/]openai[\\/]lib[\\/](?:\w*ChatCompletion\w*|AssistantStream|EventStream|ResponsesParser|(?:responses|agents|beta)[\\/].*)\.m?js$/,
  /[\\/]openai[\\/]internal[\\/](?:responses[\\/].*|assistant-stream-delta|auth[\\/]x509-(?!credential-options).*|uploads|to-file)\.m?js$/,
  /[\\/]openai[\\/]auth[\\/].*\.m?js$/,
  // Variables of its own, OPENAI_…: what is configured stands in src/config.ts.
  /[\\/]openai[\\/]internal[\\/]utils[\\/]env\.m?js$/,
  /[\\/]@supabase[\\/]auth-js[\\/].*[\\/](?:webauthn[\w.]*|web3[\\/]\w+)\.js$/,
  // Tables of named entities, which a parser with decodeEntities: false does not read.
  /[\\/]entities[\\/].*[\\/]generated[\\/].*\.m?js$/,
]

const leaveOutUnused: Plugin = {
  name: 'leave-out-unused',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules.*\.m?js$/ }, async ({ path }) => {
      if (!UNUSED.some((pattern) => pattern.test(path))) return undefined
      return { contents: emptyModule(await readFile(path, 'utf8')), loader: 'js' }
    })
  },
}

/** A module with the same exports, each a function that does nothing and constructs an empty object. */
function emptyModule(source: string): string {
  const declared = source.matchAll(/^export (?:async )?(?:class|const|let|var|function\*?) (\w+)/gm)
  const listed = [...source.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list = '']) =>
    list.split(',').map(
      (item) =>
        item
          .trim()
          .split(/\s+as\s+/)
          .at(-1) ?? '',
    ),
  )
  const names = new Set([...[...declared].map(([, name = '']) => name), ...listed])
  const empties = [...names]
    .filter((name) => name !== '' && name !== 'default')
    .map((name) => `export function ${name}() {}\n${name}.prototype.setAuth = ${name}`)
  const hasDefault = names.has('default') || /^export default /m.test(source)
  return [...empties, ...(hasDefault ? ['export default function () {}'] : [])].join('\n')
}

const importBuiltApp: Plugin = {
  name: 'import-built-app',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/app\.ts$/ }, () => ({ path: './app.js', external: true }))
  },
}

await mkdir(FOLDER, { recursive: true })
const portable = await build({
  ...COMMON,
  entryPoints: { app: 'src/app.ts' },
  // Takes the browser's form of a package that has one for Node; the types keep both runtimes out of our own code.
  platform: 'browser',
  mainFields: ['browser', 'module', 'main'],
  conditions: ['workerd', 'worker', 'import', 'module'],
  minify: true,
  metafile: true,
  plugins: [leaveOutUnused],
})
const [app] = portable.outputFiles
if (app === undefined) throw new Error('the build made no app.js')
const release = {
  version: VERSION,
  commit: readCommit(),
  app_sha256: createHash('sha256').update(app.contents).digest('hex'),
}
const entries = await build({
  ...COMMON,
  entryPoints: Object.fromEntries(ADAPTERS.map((name) => [name, `src/adapters/${name}.ts`])),
  platform: 'node',
  define: { BUILD_COMMIT: JSON.stringify(release.commit), BUILD_APP_SHA256: JSON.stringify(release.app_sha256) },
  plugins: [importBuiltApp],
})
const cli = await build({
  ...COMMON,
  entryPoints: { cli: 'src/cli/cli.ts' },
  platform: 'node',
  mainFields: ['module', 'main'],
  minify: true,
  banner: { js: CLI_BANNER },
  define: { MIGRATIONS: JSON.stringify(await readMigrations()) },
  plugins: [leaveOutUnused],
})
await Promise.all([
  ...[app, ...entries.outputFiles, ...cli.outputFiles].map(({ path, contents }) => replaceFile(path, contents)),
  replaceFile(join(FOLDER, 'release.json'), json(release)),
  // Node and Lambda read from it that these files are ES modules.
  replaceFile(join(FOLDER, 'package.json'), json({ name: 'samokoder', version: VERSION, type: 'module' })),
])

await chmod(join(FOLDER, 'cli.js'), 0o755)

const gzipBytes = gzipSync(app.contents, { level: 9 }).byteLength
// Not on standard output, which belongs to whatever is run after it.
process.stderr.write(
  `${FOLDER}/app.js ${app.contents.byteLength} bytes, ${gzipBytes} gzip, sha256 ${release.app_sha256}\n`,
)
if (process.argv.includes('--analyze')) process.stdout.write(await analyzeMetafile(portable.metafile))

/** Each migration with what undoes it, oldest first. */
async function readMigrations() {
  const files = (await readdir('supabase/migrations')).filter((name) => name.endsWith('.sql')).toSorted()
  return Promise.all(
    files.map(async (file) => {
      const [, version, name] = /^(\d+)_(\w+)\.sql$/.exec(file) ?? []
      if (version === undefined) throw new Error(`supabase/migrations/${file} is not named <version>_<name>.sql`)
      const [up, down] = await Promise.all(
        ['migrations', 'rollbacks'].map((folder) => readFile(join('supabase', folder, file), 'utf8')),
      )
      return { version, name, up, down }
    }),
  )
}

/** The commit, marked when tracked files differ from it; SOURCE_COMMIT tells it where there is no checkout. */
function readCommit(): string {
  const given = process.env['SOURCE_COMMIT']
  if (given) return given
  const describe = ['describe', '--always', '--abbrev=40', '--exclude=*', '--dirty']
  try {
    return execFileSync('git', describe, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return 'unknown'
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** A process that starts meanwhile finds the old file or the new one, never half of one. */
async function replaceFile(path: string, contents: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.new`, contents)
  await rename(`${path}.new`, path)
}
