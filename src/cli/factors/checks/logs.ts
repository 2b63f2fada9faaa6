import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SECRET_VARIABLES } from '../../../config.ts'
import { listFiles } from '../build-files.ts'
import { createCaller, createProject } from '../caller.ts'
import type { Launcher } from '../launcher.ts'
import { abbreviate, check, fail, pass } from '../subject.ts'
import { storedTelemetry } from './stored-telemetry.ts'

const PROMPT = 'A calculator, said the heliotrope'
const SHORTEST_SECRET = 8
const WRITE_BACK_MS = 10_000
/** O_WRONLY and O_RDWR, as /proc writes them: in octal. */
const FOR_WRITING = /^flags:\s*\d*[12]$/m

export const logs = [
  check('standard output holds one JSON object per line, and no secret', ['launcher'], async ({ launcher }) => {
    const { lines, token, served } = await watch(launcher, undefined)
    const broken = lines.filter((line) => !isEntry(line))
    if (broken.length > 0)
      return fail(`${broken.length} of ${lines.length} lines are no log entries`, 'Write through createLog only.')
    const told = new Set(lines.map((line) => (JSON.parse(line) as { request_id?: string }).request_id))
    const untold = served.filter((id) => !told.has(id)).length
    if (untold > 0)
      return fail(
        `${untold} of ${served.length} requests have no line there`,
        'Log to standard output, and nowhere else.',
      )
    const secrets = SECRET_VARIABLES.map((name) => [name, launcher.environment[name] ?? ''] as const)
    const text = lines.join('\n')
    const shown = [...secrets, ['the access token', token] as const, ['the prompt', PROMPT] as const]
      .filter(([, value]) => value.length >= SHORTEST_SECRET && text.includes(value))
      .map(([name]) => name)
    if (shown.length > 0) return fail(`the log shows ${abbreviate(shown)}`, 'Keep it out of the fields of the log.')
    return pass(`${lines.length} lines of a process that served a sign-up and a run, each of its requests among them`)
  }),
  check('nothing is written to disk', ['launcher'], async ({ launcher }) => {
    const folder = await mkdtemp(join(tmpdir(), 'samokoder-logs-'))
    try {
      const { open, bytes } = await watch(launcher, folder)
      const left = await listFiles(folder)
      const somewhere = bytes !== undefined && bytes > 0 ? [`${bytes} bytes to storage`] : []
      const written = [...left, ...(open ?? []), ...somewhere]
      if (written.length > 0)
        return fail(
          `it wrote ${abbreviate(written)}`,
          'Log to standard output; what must stay belongs in a backing service.',
        )
      const files = open === undefined ? 'what files it has open cannot be seen here' : 'it had none open for writing'
      const elsewhere = bytes === undefined ? 'what it wrote elsewhere cannot' : 'wrote 0 bytes to storage'
      return pass(`its working, home and temporary folder stayed empty of files, ${files}, and ${elsewhere}`)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }),
  ...storedTelemetry,
]

/** What a process says, and has open, while it does its work. */
async function watch(launcher: Launcher, folder: string | undefined) {
  const places = folder === undefined ? {} : { HOME: folder, TMPDIR: folder }
  await writeBackPages()
  const launched = await launcher.start('node', { LOG_LEVEL: 'debug', ...places }, folder)
  const caller = await createCaller(launched.url)
  const projectId = await createProject(caller, launched.url)
  const path = `/api/projects/${projectId}/runs`
  const answers = [
    await caller.call(launched.url, 'POST', path, { prompt: PROMPT }, { Accept: 'text/event-stream' }),
    await caller.call(launched.url, 'GET', '/api/projects'),
    await caller.call(launched.url, 'GET', '/nothing?token=12345678'),
  ]
  for (const answer of answers) await answer.text()
  const [open, bytes] = await Promise.all([listOpenForWriting(launched.pid), countStoredBytes(launched.pid)])
  await launched.stop()
  const served = answers.map(({ headers }) => headers.get('X-Request-Id') ?? '')
  return { lines: launched.lines, token: caller.token, served, open, bytes }
}

function isEntry(line: string): boolean {
  try {
    const entry = JSON.parse(line) as Record<string, unknown>
    return ['time', 'level', 'message'].every((name) => typeof entry[name] === 'string')
  } catch {
    return false
  }
}

/** Regular files that a process has open for writing; undefined where there is no /proc. */
async function listOpenForWriting(pid: number): Promise<string[] | undefined> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => undefined)
  if (descriptors === undefined) return undefined
  const found = await Promise.all(
    descriptors.map(async (descriptor) => {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')
      const flags = await readFile(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8').catch(() => '')
      // Of what has a path, terminals and the like are no files; /dev/shm has some.
      const isFile = await stat(`/proc/${pid}/fd/${descriptor}`).then(
        (found) => found.isFile(),
        () => false,
      )
      return isFile && target.startsWith('/') && FOR_WRITING.test(flags) ? [target] : []
    }),
  )
  return found.flat()
}

/** The kernel counts a page when it becomes dirty: what is added to one that still is, another process seems not to write. */
async function writeBackPages(): Promise<void> {
  await promisify(execFile)('sync', { timeout: WRITE_BACK_MS }).catch(() => undefined)
}

/** What a process has written to block devices, wherever; pipes and sockets do not count. Undefined where nobody tells. */
async function countStoredBytes(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/io`, 'utf8').catch(() => '')
  const found = /^write_bytes: (\d+)$/m.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}
