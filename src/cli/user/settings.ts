// What `samokoder login` keeps on this machine: where a deployment answers, and what proves who asks.
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

export type Session = { access_token: string; refresh_token: string; expires_at_ms: number }
export type Settings = { url: string; email?: string; key?: string; session?: Session }

/** Where programs of this platform keep what their user has set. */
function settingsFile(): string {
  const { XDG_CONFIG_HOME, APPDATA } = process.env
  if (XDG_CONFIG_HOME) return join(XDG_CONFIG_HOME, 'samokoder', 'login.json')
  if (process.platform === 'win32')
    return join(APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'samokoder', 'login.json')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'samokoder', 'login.json')
  return join(homedir(), '.config', 'samokoder', 'login.json')
}

export async function readSettings(): Promise<Settings | undefined> {
  try {
    return JSON.parse(await readFile(settingsFile(), 'utf8')) as Settings
  } catch {
    return undefined
  }
}

/** For nobody else to read, also where the file was there before. */
export async function writeSettings(settings: Settings): Promise<string> {
  const file = settingsFile()
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, `${JSON.stringify(settings, undefined, 2)}\n`, { mode: 0o600 })
  await chmod(file, 0o600)
  return file
}

export async function removeSettings(): Promise<void> {
  await rm(settingsFile(), { force: true })
}
