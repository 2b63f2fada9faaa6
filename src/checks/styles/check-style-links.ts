import type { StyleLink } from './css-links.ts'
import type { Report } from '../report.ts'
import { resolveImport, type Surroundings } from '../links/resolve-import.ts'
import { findLinkProblem } from '../links/resolve-link.ts'

/** Reports the files that a style sheet names in vain. */
export function checkStyleLinks(around: Surroundings, folders: string[], links: StyleLink[], report: Report): void {
  const [folder] = folders
  if (folder === undefined) return
  for (const { address, offset } of links) {
    const problem = findLinkProblem(around, folders, { kind: 'resource', address })
    if (problem === undefined || isFromTools(around, folder, address)) continue
    report('unresolved_link', problem, offset)
  }
}

/** Build tools look up `@import "package"`, `~package/x` and aliases as they do in scripts. */
function isFromTools(around: Surroundings, folder: string, address: string): boolean {
  if (!around.toolchain.hasResolver || /^\.{0,2}\//.test(address)) return false
  const name = /^~[^/]/.test(address) ? address.slice(1) : address
  return resolveImport(around, { path: '', folder, isRequire: true }, name).problem === undefined
}
