import type { Work } from '../../work.ts'
import { baseName } from '../project-path.ts'
import { CHARS_PER_UNIT } from '../text-work.ts'

/** How the lock file of each package manager writes the name of an installed package. */
const NAMES: Record<string, RegExp> = {
  'package-lock.json': /"(?:[^"]*\/)?node_modules\/((?:@[^/"]+\/)?[^/"]+)"/g,
  'npm-shrinkwrap.json': /"(?:[^"]*\/)?node_modules\/((?:@[^/"]+\/)?[^/"]+)"/g,
  'yarn.lock': /^"?((?:@[^/@\s"]{1,100}\/)?[^@\s"]{1,100})@/gm,
  'pnpm-lock.yaml': /^ {2}['"/]{0,2}((?:@[^/@\s'"]{1,100}\/)?[^@/\s'"]{1,100})[@/]\d/gm,
  'bun.lock': /^ {4}"((?:@[^/"]{1,100}\/)?[^/"]{1,100})": \[/gm,
}

const MAX_CHARS = 2_000_000

/** Every package that is installed, be it for the sake of another: Node and bundlers find it all the same. */
export async function readLockedNames(files: ReadonlyMap<string, string>, work: Work): Promise<Set<string>> {
  const locked = new Set<string>()
  let left = MAX_CHARS
  for (const [path, text] of files) {
    const pattern = NAMES[baseName(path)]
    if (pattern === undefined || text.length > left) continue
    left -= text.length
    if (work.spend((2 * text.length) / CHARS_PER_UNIT)) await work.pause()
    for (const [, name] of text.matchAll(pattern)) if (name !== undefined) locked.add(name)
  }
  return locked
}
