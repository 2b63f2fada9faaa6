// The Studio: its sources bundled to files that are named by what they hold. What the first view needs is in one script and one
// style; the editor and all else that comes later are parts of their own.
import { build, type Metafile } from 'esbuild'
import { basename } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { StudioFiles } from '../src/http/context.ts'

const ENTRY = 'src/pages/studio/main.tsx'

export type BuiltStudio = {
  files: StudioFiles
  outputs: { name: string; contents: Uint8Array }[]
  /** Of the files that the page names. */
  firstViewGzipBytes: number
}

export async function buildStudio(): Promise<BuiltStudio> {
  const { outputFiles, metafile } = await build({
    entryPoints: { studio: ENTRY },
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
  const files = namesOf(metafile)
  const first = new Set([files.script, files.style, ...files.preloads])
  const sizes = outputs
    .filter(({ name }) => first.has(name))
    .map(({ contents }) => gzipSync(contents, { level: 9 }).byteLength)
  return { files, outputs, firstViewGzipBytes: sizes.reduce((sum, size) => sum + size, 0) }
}

function namesOf({ outputs }: Metafile): StudioFiles {
  const [path, output] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === ENTRY) ?? []
  if (path === undefined || output?.cssBundle === undefined) throw new Error('the build made no script or no style')
  const preloads = output.imports.filter(({ kind }) => kind === 'import-statement').map((one) => basename(one.path))
  return { script: basename(path), style: basename(output.cssBundle), preloads }
}
