import type { StyleLink } from './css-links.ts'
import type { Report } from '../report.ts'
import { resolveImport, type Surroundings } from '../links/resolve-import.ts'
import { findLinkProblem } from '../links/resolve-link.ts'
import type { Starts } from '../links/starts.ts'
import type { Work } from '../../work.ts'

/** Reports the files that a style sheet names in vain. */
export async function checkStyleLinks(
  around: Surroundings,
  starts: Starts,
  links: StyleLink[],
  report: Report,
  work: Work,
): Promise<void> {
  const [folder] = starts.folders
  if (folder === undefined) return
  for (const { address, offset } of links) {
    if (report.isFull()) return
    if (work.spend(starts.unitsPerLink)) await work.pause()
    const problem = findLinkProblem(around, starts, { kind: 'resource', address })
    if (problem === undefined || isFromTools(around, folder, address)) continue
    report.add('unresolved_link', problem, offset)
  }
}

/** Build tools look up `@import "package"`, `~package/x` and aliases as they do in scripts. */
function isFromTools(around: Surroundings, folder: string, address: string): boolean {
  if (!around.toolchain.hasResolver || /^\.{0,2}\//.test(address)) return false
  const name = /^~[^/]/.test(address) ? address.slice(1) : address
  return resolveImport(around, { path: '', folder, isRequire: true }, name).problem === undefined
}
