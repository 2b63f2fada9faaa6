// Ends `npm start` by SIGKILL at random moments. Each next start must serve, with all that was acknowledged before, and
// nothing that the killed one has started may be left.
import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pause } from '../../src/timing.ts'
import { findFreePort } from '../support/free-port.ts'
import { npmStart, untilFree, type Started } from '../support/npm-start.ts'
import { createRemoteClient, type RemoteClient } from '../support/remote.ts'

/** When it is killed: in its first start on an empty folder, in a later one, or while it serves and is written to. */
export const MOMENTS = ['first start', 'later start', 'serving'] as const
export type Moment = (typeof MOMENTS)[number]

type Account = { email: string; password: string }
/** One folder, and what it must hold. */
type Place = {
  folder: string
  account: Account
  /** Hashes of the files of each project. */
  projects: Map<string, Map<string, string>>
}

export type KilledStarts = {
  /** Kills it once, starts it again and looks; resolves with what was seen, rejects when something is missing. */
  killAt: (moment: Moment) => Promise<string>
  acknowledged: () => number
  close: () => Promise<void>
}

/** Begins with a start that nobody kills, which tells how long one takes here. */
export async function openKilledStarts(environment: Record<string, string> = {}): Promise<KilledStarts> {
  const root = await mkdtemp(join(tmpdir(), 'samokoder-kills-'))
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  const start = ({ folder }: Place) => npmStart(folder, port, environment)
  let acknowledged = 0
  let place = newPlace(root)
  let running = start(place)
  const firstMs = await timeUntil(running)
  let client = await signUp(url, place)
  await running.stop()
  running = start(place)
  const laterMs = await timeUntil(running)

  async function startKilled(withinMs: number): Promise<void> {
    await running.stop()
    running = start(place)
    await pause(Math.random() * withinMs)
  }

  return {
    killAt: async (moment) => {
      if (moment === 'first start') {
        const { folder } = place
        place = newPlace(root)
        await startKilled(firstMs)
        await rm(folder, { recursive: true })
      }
      if (moment === 'later start') await startKilled(laterMs)
      if (moment === 'serving') acknowledged += await writeFor(Math.random() * laterMs, client, place, running)
      else await running.kill()
      await untilFree(port)
      running = start(place)
      const readyMs = await timeUntil(running)
      // Whether the killed one has come as far as taking accounts, nobody knows: it never served.
      client = moment === 'first start' ? await signUp(url, place) : await logIn(url, place)
      const found = await expectAll(client, place)
      return `${moment}: serves again after ${readyMs} ms, with ${found} files`
    },
    acknowledged: () => acknowledged,
    close: async () => {
      await running.stop()
      await rm(root, { recursive: true })
    },
  }
}

function newPlace(root: string): Place {
  const account = { email: `${randomUUID()}@example.com`, password: 'correct horse' }
  return { folder: join(root, randomUUID()), account, projects: new Map() }
}

async function timeUntil({ serves }: Started): Promise<number> {
  const start = performance.now()
  await serves
  return Math.round(performance.now() - start)
}

async function signUp(url: string, { account }: Place): Promise<RemoteClient> {
  return openSession(url, 'register', account)
}

async function logIn(url: string, { account }: Place): Promise<RemoteClient> {
  return openSession(url, 'login', account)
}

async function openSession(url: string, how: 'register' | 'login', account: Account): Promise<RemoteClient> {
  const anonymous = await createRemoteClient(url, '')
  const response = await anonymous.fetch('POST', `/api/auth/${how}`, account)
  if (!response.ok) throw new Error(`${how} answered ${response.status}: ${await response.text()}`)
  return createRemoteClient(url, ((await response.json()) as { access_token: string }).access_token)
}

/** Writes until it is killed, in the middle of a write, and notes what was acknowledged. Gives back how many that were. */
async function writeFor(ms: number, client: RemoteClient, place: Place, running: Started): Promise<number> {
  const { id } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'Written to' })
  const hashes = new Map<string, string>()
  place.projects.set(id, hashes)
  const killed = pause(ms).then(() => running.kill())
  try {
    for (let index = 0; ; index += 1) {
      const content = `${randomUUID()}\n`.repeat(100)
      const { ok } = await client.fetch('PUT', `/api/projects/${id}/files/${index}.txt`, content)
      if (ok) hashes.set(`${index}.txt`, createHash('sha256').update(content).digest('hex'))
    }
  } catch {
    // The connection broke with its process.
  }
  await killed
  return hashes.size
}

/** @throws when a file that was acknowledged is not there, or is another one */
async function expectAll(client: RemoteClient, { projects }: Place): Promise<number> {
  let found = 0
  for (const [id, hashes] of projects) {
    if (hashes.size === 0) continue
    const { files } = await client.json<{ files: { path: string; hash: string }[] }>('GET', `/api/projects/${id}/files`)
    const stored = new Map(files.map(({ path, hash }) => [path, hash]))
    for (const [path, hash] of hashes) {
      if (stored.get(path) !== hash) throw new Error(`${path} was acknowledged and is ${stored.get(path) ?? 'missing'}`)
    }
    const [last = ''] = [...hashes.keys()].slice(-1)
    const content = await (await client.fetch('GET', `/api/projects/${id}/files/${last}`)).text()
    if (createHash('sha256').update(content).digest('hex') !== hashes.get(last)) throw new Error(`${last} reads wrong`)
    found += hashes.size
  }
  return found
}
