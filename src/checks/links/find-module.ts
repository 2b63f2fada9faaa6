import { baseName, joinPath } from '../project-path.ts'
import type { Project } from '../project.ts'

const EXTENSIONS = (
  '.js .ts .tsx .jsx .mjs .mts .cjs .cts .d.ts .d.mts .d.cts .json .vue .svelte .astro .css .scss .sass .less .node .wasm ' +
  '.native.js .native.ts .native.tsx .web.js .web.ts .web.tsx .ios.tsx .android.tsx .graphql .md .mdx .svg .html .riot'
).split(' ')

/** What is written as JavaScript may be a TypeScript file that becomes it. */
const WRITTEN_FOR: Record<string, string[]> = {
  '.js': ['.ts', '.tsx', '.jsx', '.d.ts'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts', '.d.mts'],
  '.cjs': ['.cts', '.d.cts'],
  '.ts': ['.d.ts'],
  '.mts': ['.d.mts'],
  '.cts': ['.d.cts'],
}

/** The file that a module name means to Node or a bundler, by the rules of all of them. */
export function findModule({ paths }: Pick<Project, 'paths'>, path: string): string | undefined {
  return candidates(path).find((candidate) => paths.has(candidate))
}

/** As findModule, for a name that starts at an unknown folder: an alias or a base URL. */
export function findModuleAnywhere(project: Project, path: string): string | undefined {
  for (const candidate of candidates(path)) {
    const found = project.byName
      .get(baseName(candidate))
      ?.find((other) => other === candidate || other.endsWith(`/${candidate}`))
    if (found !== undefined) return found
  }
  return undefined
}

function candidates(path: string): string[] {
  const dot = path.lastIndexOf('.')
  const swaps = dot === -1 ? [] : (WRITTEN_FOR[path.slice(dot)] ?? [])
  return [
    ...(path === '' ? [] : [path]),
    ...swaps.map((extension) => path.slice(0, dot) + extension),
    ...(path === '' ? [] : EXTENSIONS.map((extension) => path + extension)),
    joinPath(path, 'package.json'),
    ...EXTENSIONS.map((extension) => joinPath(path, `index${extension}`)),
  ]
}
