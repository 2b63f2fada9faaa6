// dist/client.js, the client of the API for programs, and its types: one declaration for each of its files.
import { build, type BuildOptions } from 'esbuild'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import ts from 'typescript'

const SOURCES = 'src/client'

export type Built = { path: string; contents: Uint8Array | string }

export async function buildClient(options: BuildOptions & { outdir: string }): Promise<Built[]> {
  const { outputFiles = [] } = await build({
    ...options,
    entryPoints: { client: join(SOURCES, 'client.ts') },
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import', 'module'],
  })
  const declarations = join(options.outdir, 'client')
  return [
    ...outputFiles,
    { path: join(options.outdir, 'client.d.ts'), contents: "export * from './client/client.js'\n" },
    ...(await Promise.all((await readdir(SOURCES)).map((file) => declare(file, declarations)))),
  ]
}

/** Without looking at any other file, which takes no time: what is exported has its type beside it. */
async function declare(file: string, folder: string): Promise<Built> {
  const compilerOptions = { isolatedDeclarations: true, target: ts.ScriptTarget.ES2023 }
  const source = await readFile(join(SOURCES, file), 'utf8')
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(source, { fileName: file, compilerOptions })
  const [fault] = diagnostics
  if (fault !== undefined) throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(fault.messageText, '\n')}`)
  return {
    path: join(folder, file.replace(/\.ts$/, '.d.ts')),
    contents: outputText.replaceAll(/(from ['"]\.\/[\w-]+)\.ts(['"])/g, '$1.js$2'),
  }
}
