// Which files the next call is asked for.

/** How often a file is asked for that the model leaves out without being cut. */
const MOST_ASKED = 2
/** How often a file is asked for alone and cut before it is asked for in parts. */
const MOST_CUT_ALONE = 2
/** Calls in a row that break off without a file, for another reason than their length. */
const MOST_IDLE_CUTS = 3

export type Request = { paths: string[]; inParts: boolean }
export type CallEnd = { isCut: boolean; byLength: boolean; closed: number }

export type Writing = {
  /** What to ask for next, of the files that are not there; undefined when nothing is left that is worth a call. */
  next: (missing: readonly string[]) => Request | undefined
  /** What came of a call. */
  note: (paths: readonly string[], end: CallEnd) => void
  /** The file will not be asked for again. */
  giveUp: (path: string) => void
}

/**
 * Several files to a call; after a cut only those of the cut call that are missing, and half of them when it brought
 * none, down to one alone; what is cut alone is asked for in parts.
 */
export function createWriting(filesPerCall: number): Writing {
  const asked = new Map<string, number>()
  const cutAlone = new Map<string, number>()
  const givenUp = new Set<string>()
  let rest: { paths: readonly string[]; size: number } | undefined
  let idleCuts = 0

  function next(missing: readonly string[]): Request | undefined {
    if (idleCuts >= MOST_IDLE_CUTS) return undefined
    const open = missing.filter((path) => (asked.get(path) ?? 0) < MOST_ASKED && !givenUp.has(path))
    const left = open.filter((path) => rest?.paths.includes(path))
    const paths = left.length > 0 ? left.slice(0, rest?.size) : open.slice(0, filesPerCall)
    const [alone] = paths
    if (alone === undefined) return undefined
    const inParts = open.find((path) => (cutAlone.get(path) ?? 0) >= MOST_CUT_ALONE)
    return inParts === undefined ? { paths, inParts: false } : { paths: [inParts], inParts: true }
  }

  function note(paths: readonly string[], { isCut, byLength, closed }: CallEnd): void {
    idleCuts = isCut && !byLength && closed === 0 ? idleCuts + 1 : 0
    if (!isCut) {
      for (const path of paths) asked.set(path, (asked.get(path) ?? 0) + 1)
      return
    }
    const [alone] = paths
    if (paths.length === 1 && alone !== undefined) cutAlone.set(alone, (cutAlone.get(alone) ?? 0) + 1)
    const size = closed > 0 ? paths.length : Math.ceil(paths.length / 2)
    rest = { paths: [...paths, ...(rest?.paths ?? [])], size }
  }

  return { next, note, giveUp: (path) => void givenUp.add(path) }
}
