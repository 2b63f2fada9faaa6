import { homedir } from 'node:os'
import { join } from 'node:path'

export type Built = 'otelcol' | 'victoria-logs' | 'jaeger'

/** Where builds of monitoring services stay: they take minutes, and are the same for every checkout. */
export const BINARIES_FOLDER = join(
  process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
  'samokoder',
  'monitoring',
)

export function binaryOf(name: Built): string {
  return join(BINARIES_FOLDER, name)
}
