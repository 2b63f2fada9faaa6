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

/** A file is searched in pieces that others have their turn between; they overlap by more than a name. */
const PIECE_CHARS = 50_000
const OVERLAP_CHARS = 300

/** Every package that is installed, be it for the sake of another: Node and bundlers find it all the same. */
export async function readLockedNames(files: ReadonlyMap<string, string>, work: Work): Promise<Set<string>> {
  const locked = new Set<string>()
  let left = MAX_CHARS
  for (const [path, text] of files) {
    const pattern = NAMES[baseName(path)]
    if (pattern === undefined || text.length > left) continue
    left -= text.length
    for (let at = 0; at < text.length; at += PIECE_CHARS - OVERLAP_CHARS) {
      const piece = text.slice(at, at + PIECE_CHARS)
      for (const [, name] of piece.matchAll(pattern)) if (name !== undefined) locked.add(name)
      if (work.spend((4 * piece.length) / CHARS_PER_UNIT)) await work.pause()
    }
  }
  return locked
}
