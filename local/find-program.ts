import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The full path of the first program of these names in the directories of PATH, in its order. */
export function findProgram(names: readonly string[], path = process.env['PATH'] ?? ''): string | undefined {
  const directories = path.split(delimiter).filter(Boolean)
  return directories.flatMap((directory) => names.map((name) => join(directory, name))).find(isExecutable)
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
