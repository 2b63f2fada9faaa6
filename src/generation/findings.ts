import type { FileCode } from '../errors.ts'

/** Something that is wrong with the work so far, as it is told to the model that shall mend it. */
export type Finding = {
  /** Undefined for what belongs to no file. */
  path?: string
  code: FileCode
  message: string
  line?: number
  /** The exact texts that it is about, such as the region that comes nearest to a search text. */
  detail?: string
}

/** What is the same for findings that say the same, wherever in the file they have moved. */
export function keyOfFinding({ path = '', code, message }: Finding): string {
  return `${path}\n${code}\n${message}`
}

/** Of a set of findings, in whatever order: repairs that come back to one of these go round in circles. */
export function fingerprintOf(findings: readonly Finding[]): string {
  return findings.map(keyOfFinding).toSorted().join('\n\n')
}
