import { baseName } from '../../checks/project-path.ts'

/** Markdown code fences, which models put around what should stand bare. */
export interface Fence {
  marker: string
  /** What stands behind the marker: a language, and perhaps a path. */
  info: string
}

export function parseFence(line: string): Fence | undefined {
  const match = /^\s{0,8}(`{3,}|~{3,})([^`]*)$/.exec(line)
  if (match === null) return undefined
  return { marker: match[1] ?? '', info: (match[2] ?? '').trim() }
}

export function closesFence(line: string, open: Fence): boolean {
  const fence = parseFence(line)
  return fence !== undefined && fence.info === '' && fence.marker.startsWith(open.marker)
}

/** Whether a file of this name may well begin with a code fence of its own. */
export function mayHoldFences(path: string): boolean {
  const name = baseName(path)
  return !name.includes('.') || /\.(?:md|mdx|mdc|markdown|txt|rst|adoc)$/i.test(name)
}

/** Whether a fence that begins a file's content stands around the content, and is none of its own. */
export function isWholeFence(line: string, path: string): boolean {
  const fence = parseFence(line)
  if (fence === undefined) return false
  return !mayHoldFences(path) || (/^(?:md|mdx|markdown)$/i.test(fence.info) && /\.(?:md|mdx|markdown)$/i.test(path))
}
