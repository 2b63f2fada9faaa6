import { spawnSync } from 'node:child_process'
import { missingNote } from './commands.ts'

export const NO_PROMTOOL = missingNote('promtool')

/** What promtool said, on either output, and its exit code. */
export function runPromtool(args: string[], input = ''): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' })
  return { status, said: `${stdout}${stderr}` }
}
