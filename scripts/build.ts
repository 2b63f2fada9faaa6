// One build: dist/app.js is the whole portable app, and each runtime's entry beside it only imports that file. The same
// sources give the same bytes. `node scripts/build.ts [--analyze] [--quiet] [folder]`
import { analyzeMetafile, build, type BuildOptions, type Plugin } from 'esbuild'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ASSET_HEADERS } from '../src/adapters/asset-headers.ts'
import { VERSION } from '../src/telemetry/release.ts'
import { buildClient } from './build-client.ts'
import { buildReference, buildStudio } from './build-pages.ts'
import { LEFT_OUT, leaveOut } from './leave-out.ts'

const ADAPTERS = ['worker', 'workers', 'bun', 'deno', 'vercel', 'lambda', 'supabase']
const FOLDER = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? 'dist'

/** Libraries that are not ES modules ask for Node's own parts this way. */
const MAKE_REQUIRE = `import { createRequire as makeRequire } from 'node:module'
const require = makeRequire(import.meta.url)`

/** What Workers send with the files, as the adapters of servers do. */
const HEADERS_OF_PLATFORMS = `/assets/*
${Object.entries(ASSET_HEADERS)
  .map(([name, value]) => `  ${name}: ${value}\n`)
  .join('')}`

const COMMON = {
  outdir: FOLDER,
  write: false,
  bundle: true,
  format: 'esm',
  // What the oldest Node that is promised has.
  target: ['es2023', 'node20'],
  legalComments: 'none',
  // A script of one byte a character takes half the memory.
  charset: 'ascii',
  logLevel: 'warning',
} satisfies BuildOptions

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
  plugins: [leaveOut(LEFT_OUT)],
})
const [app] = portable.outputFiles
if (app === undefined) throw new Error('the build made no app.js')
const release = {
  version: VERSION,
  commit: readCommit(),
  app_sha256: createHash('sha256').update(app.contents).digest('hex'),
}
const [studio, reference] = await Promise.all([buildStudio(), buildReference()])
const entry = {
  ...COMMON,
  platform: 'node',
  define: {
    BUILD_COMMIT: JSON.stringify(release.commit),
    BUILD_APP_SHA256: JSON.stringify(release.app_sha256),
    BUILD_STUDIO: JSON.stringify(studio.files),
    BUILD_REFERENCE: JSON.stringify(reference.files),
  },
  plugins: [importBuiltApp],
} satisfies BuildOptions
const entryPoints = Object.fromEntries(ADAPTERS.map((name) => [name, `src/adapters/${name}.ts`]))
const entries = await build({ ...entry, entryPoints })
const node = await build({
  ...entry,
  entryPoints: { node: 'src/adapters/node.ts' },
  banner: { js: MAKE_REQUIRE },
  // What undici would read besides the configuration.
  define: {
    ...entry.define,
    'process.env.JEST_WORKER_ID': 'undefined',
    'process.env.UNDICI_NO_WASM_SIMD': 'undefined',
  },
})
const cli = await build({
  ...COMMON,
  entryPoints: { cli: 'src/cli/cli.ts' },
  platform: 'node',
  mainFields: ['module', 'main'],
  minify: true,
  banner: { js: `#!/usr/bin/env node\n${MAKE_REQUIRE}` },
  define: { MIGRATIONS: JSON.stringify(await readMigrations()) },
  plugins: [leaveOut(LEFT_OUT)],
})
await replacePages()
await mkdir(join(FOLDER, 'client'), { recursive: true })
const client = await buildClient(COMMON)
await Promise.all([
  ...[app, ...entries.outputFiles, ...node.outputFiles, ...cli.outputFiles, ...client].map(({ path, contents }) =>
    replaceFile(path, contents),
  ),
  replaceFile(join(FOLDER, 'release.json'), json(release)),
  // Node and Lambda read from it that these files are ES modules.
  replaceFile(join(FOLDER, 'package.json'), json({ name: 'samokoder', version: VERSION, type: 'module' })),
])

await chmod(join(FOLDER, 'cli.js'), 0o755)

if (!process.argv.includes('--quiet')) {
  const gzipBytes = gzipSync(app.contents, { level: 9 }).byteLength
  // Not on standard output, which belongs to whatever is run after it.
  process.stderr.write(
    `${FOLDER}/app.js ${app.contents.byteLength} bytes, ${gzipBytes} gzip, sha256 ${release.app_sha256}\n` +
      `${FOLDER}/studio ${studio.firstViewGzipBytes} bytes gzip for its first view, ${reference.firstViewGzipBytes} for the reference\n`,
  )
}
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

/** Processes that start meanwhile find the new files before the entries that name them. */
async function replacePages(): Promise<void> {
  const folder = join(FOLDER, 'studio', 'assets')
  await mkdir(folder, { recursive: true })
  const outputs = [...studio.outputs, ...reference.outputs]
  const names = new Set(outputs.map(({ name }) => name))
  await Promise.all(outputs.map(({ name, contents }) => replaceFile(join(folder, name), contents)))
  const others = (await readdir(folder)).filter((name) => !names.has(name))
  await Promise.all(others.map((name) => rm(join(folder, name), { force: true })))
  await replaceFile(join(FOLDER, 'studio', '_headers'), HEADERS_OF_PLATFORMS)
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** A process that starts meanwhile finds the old file or the new one, never half of one. */
async function replaceFile(path: string, contents: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.new`, contents)
  await rename(`${path}.new`, path)
}
