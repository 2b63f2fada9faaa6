import { normalizePath, type NormalizedPath } from '../../projects/paths.ts'

/** What models put around a path: Markdown's marks and quotes, in pairs. */
const AROUND = /^(\*\*|__|`|"|'|“|«)(.+)(\*\*|__|`|"|'|”|»)$/

/** The path that an answer means, in the one spelling under which it is stored; `isMended` when more than that was done. */
export function readPath(raw: string): NormalizedPath & { isMended?: boolean } {
  const asIs = normalizePath(raw)
  if (asIs.ok && !AROUND.test(asIs.path)) return asIs
  if (raw.length > 4096) return asIs
  let path = raw.trim().replaceAll('\\', '/')
  for (let match = AROUND.exec(path); match !== null; match = AROUND.exec(path)) path = match[2] ?? ''
  const mended = normalizePath(path.replace(/^\/(?=[^/])/, ''))
  return mended.ok ? { ...mended, isMended: true } : asIs
}
