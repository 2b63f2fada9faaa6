// A PostgreSQL server of its own for a test, where there are its programs.
import { execFile, spawn } from 'node:child_process'
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { accessSync, constants } from 'node:fs'

export type PostgresServer = { url: string; version: string; close: () => Promise<void> }

/** PostgreSQL does not run as root; nobody owns its folder then. */
const NOBODY = 65_534
const run = promisify(execFile)

/** Undefined where no PostgreSQL is installed. */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const programs = await findPrograms()
  if (programs === undefined) return undefined
  const owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const folder = await mkdtemp(join(tmpdir(), 'samokoder-postgres-'))
  if ('uid' in owner) await chown(folder, NOBODY, NOBODY)
  const data = join(folder, 'data')
  const port = await freePort()
  const locale = ['--encoding=UTF8', '--no-locale']
  await run(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', ...locale], {
    ...owner,
    cwd: folder,
  })
  const { stdout } = await run(join(programs, 'postgres'), ['--version'])
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-k', folder, '-p', String(port)]
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...settings], {
    ...owner,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => {
    server.once('exit', () => resolve())
  })
  await new Promise<void>((resolve, reject) => {
    server.stderr.on('data', (line: Buffer) => {
      if (line.includes('ready to accept connections')) resolve()
    })
    void ended.then(() => reject(new Error('PostgreSQL ended before it was ready')))
  })
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    version: /\d+(?:\.\d+)?/.exec(stdout)?.[0] ?? '',
    close: async () => {
      // Ends the sessions that are open.
      server.kill('SIGINT')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The folder with `initdb` and `postgres`: one on PATH, or where Debian keeps them. */
async function findPrograms(): Promise<string | undefined> {
  const debian = '/usr/lib/postgresql'
  const versions = await readdir(debian).catch(() => [])
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versions.toSorted((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, 'bin')),
  ]
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => isExecutable(join(folder, name))))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
