import { spawnSync } from 'node:child_process'

/** Whether a command is on PATH; tests that need one that is not are left out, with this reason in their name. */
export function isMissing(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error !== undefined
}

export function missingNote(command: string): string {
  return isMissing(command) ? ` (skipped: there is no ${command} on PATH)` : ''
}
