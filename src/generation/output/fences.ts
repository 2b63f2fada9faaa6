/** Markdown code fences, which models put around what should stand bare. */
export interface Fence {
  marker: string
  hasInfo: boolean
}

export function parseFence(line: string): Fence | undefined {
  const match = /^\s{0,8}(`{3,}|~{3,})([^`]*)$/.exec(line)
  if (match === null) return undefined
  return { marker: match[1] ?? '', hasInfo: (match[2] ?? '').trim() !== '' }
}

export function closesFence(line: string, open: Fence): boolean {
  const fence = parseFence(line)
  return fence !== undefined && !fence.hasInfo && fence.marker.startsWith(open.marker)
}

/** Whether a file of this name may well begin with a code fence of its own. */
export function mayHoldFences(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return !name.includes('.') || /\.(?:md|mdx|mdc|markdown|txt|rst|adoc)$/i.test(name)
}
