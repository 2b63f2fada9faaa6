import type { Work } from '../../work.ts'
import { CHARS_PER_UNIT } from '../text-work.ts'

/** Modules that TypeScript is told of by `declare module 'name'`, where `*` stands for anything. */
export type AmbientModules = {
  names: Set<string>
  ends: [start: string, end: string][]
  /** What `.d.ts` files and `declare global` say is there without an import. */
  declarations: Set<string>
}

const DECLARATION = /\bdeclare\s{1,20}module\s{1,20}["']([^"'\n]{1,200})["']/g
const GLOBAL = /\b(?:const|let|var|function|class|namespace)\s{1,20}([\w$]{1,100})/g
const MAX_ENDS = 50

export async function readAmbientModules(files: ReadonlyMap<string, string>, work: Work): Promise<AmbientModules> {
  const ambient: AmbientModules = { names: new Set(), ends: [], declarations: new Set() }
  for (const [path, text] of files) {
    if (!/\.[cm]?ts$/.test(path)) continue
    if (work.spend(text.length / CHARS_PER_UNIT)) await work.pause()
    for (const [, name = ''] of text.matchAll(DECLARATION)) {
      const [start = '', end] = name.split('*', 2)
      if (end === undefined) ambient.names.add(name)
      else if (ambient.ends.length < MAX_ENDS) ambient.ends.push([start, end])
    }
    if (!/\.d\.[cm]?ts$/.test(path) && !/\bdeclare\s{1,20}global\b/.test(text)) continue
    for (const [, name = ''] of text.matchAll(GLOBAL)) ambient.declarations.add(name)
  }
  return ambient
}

export function isAmbient({ names, ends }: AmbientModules, name: string): boolean {
  return names.has(name) || ends.some(([start, end]) => name.startsWith(start) && name.endsWith(end))
}
