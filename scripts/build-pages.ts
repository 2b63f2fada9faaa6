// What browsers load: the Studio and the reference of the API, bundled to files that are named by what they hold.
import { build, type BuildOptions, type Metafile } from 'esbuild'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { PageFiles } from '../src/http/context.ts'

export type BuiltPage = {
  files: PageFiles
  outputs: { name: string; contents: Uint8Array }[]
  /** Of the files that the page names. */
  firstViewGzipBytes: number
}

/** What the first view needs is in one script and one style; the editor and all else that comes later are parts of their own. */
export function buildStudio(): Promise<BuiltPage> {
  return buildPage('studio', 'src/pages/studio/main.tsx', {})
}

/** The library is a single part: nothing of it is of use without the rest. */
export async function buildReference(): Promise<BuiltPage> {
  const library = JSON.parse(await readFile('node_modules/swagger-ui-dist/package.json', 'utf8')) as {
    name: string
    version: string
    license: string
  }
  const notice = `/*! ${library.name} ${library.version}, ${library.license}, https://github.com/swagger-api/swagger-ui */`
  return buildPage('reference', 'src/pages/reference/main.ts', { banner: { js: notice, css: notice } })
}

async function buildPage(name: string, entry: string, options: BuildOptions): Promise<BuiltPage> {
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: { [name]: entry },
    outdir: 'assets',
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: ['es2022', 'chrome111', 'firefox114', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    metafile: true,
    logLevel: 'warning',
    tsconfig: 'tsconfig.studio.json',
  })
  const outputs = outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }))
  const files = namesOf(metafile, entry)
  const first = new Set([files.script, files.style, ...files.preloads])
  const sizes = outputs
    .filter((output) => first.has(output.name))
    .map(({ contents }) => gzipSync(contents, { level: 9 }).byteLength)
  return { files, outputs, firstViewGzipBytes: sizes.reduce((sum, size) => sum + size, 0) }
}

function namesOf({ outputs }: Metafile, entry: string): PageFiles {
  const [path, output] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === entry) ?? []
  if (path === undefined || output?.cssBundle === undefined) throw new Error('the build made no script or no style')
  const preloads = output.imports.filter(({ kind }) => kind === 'import-statement').map((one) => basename(one.path))
  return { script: basename(path), style: basename(output.cssBundle), preloads }
}
