import { baseName, folderOf } from '../project-path.ts'

/** A name by which Node or a bundler finds a file; of several files with that name, the one of the lowest rank. */
export type ModuleName = { name: string; rank: number; isFolder: boolean }

const EXTENSIONS = (
  '.js .ts .tsx .jsx .mjs .mts .cjs .cts .d.ts .d.mts .d.cts .json .vue .svelte .astro .css .scss .sass .less .node .wasm ' +
  '.native.js .native.ts .native.tsx .web.js .web.ts .web.tsx .ios.js .ios.ts .ios.tsx .android.js .android.ts ' +
  '.android.tsx .graphql .md .mdx .svg .html .riot'
).split(' ')

/** What is written as JavaScript may be a TypeScript file that becomes it. */
const WRITTEN_AS: [written: string, extension: string][] = [
  ['.js', '.ts'],
  ['.js', '.tsx'],
  ['.js', '.jsx'],
  ['.js', '.d.ts'],
  ['.jsx', '.tsx'],
  ['.mjs', '.mts'],
  ['.mjs', '.d.mts'],
  ['.cjs', '.cts'],
  ['.cjs', '.d.cts'],
  ['.ts', '.d.ts'],
  ['.mts', '.d.mts'],
  ['.cts', '.d.cts'],
]

/** The ranks: as it is called, as what it becomes, without its extension, as the folder that it stands for. */
const RANK = { whole: 0, written: 1, bare: 100, manifest: 200, index: 201 }

/** Every name that a file has in imports, by the rules of all tools. */
export function moduleNamesOf(path: string): ModuleName[] {
  const names: ModuleName[] = [{ name: path, rank: RANK.whole, isFolder: false }]
  for (const [at, [written, extension]] of WRITTEN_AS.entries()) {
    if (!path.endsWith(extension)) continue
    names.push({ name: path.slice(0, -extension.length) + written, rank: RANK.written + at, isFolder: false })
  }
  // Metro picks the image for the density of the screen.
  const image = /^(.*)@\dx(\.\w+)$/.exec(path)
  if (image !== null) names.push({ name: `${image[1]}${image[2]}`, rank: RANK.written, isFolder: false })
  const last = baseName(path)
  const folder = folderOf(path)
  if (last === 'package.json') names.push({ name: folder, rank: RANK.manifest, isFolder: true })
  for (const [at, extension] of EXTENSIONS.entries()) {
    if (!path.endsWith(extension)) continue
    const bare = path.slice(0, -extension.length)
    if (bare !== '') names.push({ name: bare, rank: RANK.bare + at, isFolder: false })
    if (last === `index${extension}`) names.push({ name: folder, rank: RANK.index + at, isFolder: true })
  }
  return names
}
