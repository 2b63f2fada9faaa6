/** The embedded store as one JSON file. Byte strings stay strings, one character per byte. */
import { open, readFile, rename, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Entry, Keyspace, StoredValue } from './keyspace.ts'
import { List } from './list.ts'
import { SortedSet } from './sorted-set.ts'
import { formatId, parseId, Stream } from './stream.ts'

const VERSION = 1

type Encoded =
  | { type: 'string'; value: string }
  | { type: 'list'; value: string[] }
  | { type: 'hash'; value: [string, string][] }
  | { type: 'set'; value: string[] }
  /** Scores as text, since JSON has no infinity. */
  | { type: 'zset'; value: [string, string][] }
  | { type: 'stream'; value: { lastId: string; entries: [string, readonly string[]][] } }

type Snapshot = { version: number; keys: (Encoded & { key: string; expiresAt?: number })[] }

function encode(value: StoredValue): Encoded {
  if (typeof value === 'string') return { type: 'string', value }
  if (value instanceof List) return { type: 'list', value: value.slice(0, -1) }
  if (value instanceof Map) return { type: 'hash', value: [...value] }
  if (value instanceof Set) return { type: 'set', value: [...value] }
  if (value instanceof SortedSet) {
    const members = value.slice(0, value.size)
    return { type: 'zset', value: members.map(({ member, score }) => [member, String(score)]) }
  }
  const entries = value.range(0n, value.lastId)
  return {
    type: 'stream',
    value: { lastId: formatId(value.lastId), entries: entries.map(({ id, fields }) => [formatId(id), fields]) },
  }
}

function decode(encoded: Encoded): StoredValue {
  switch (encoded.type) {
    case 'string':
      return encoded.value
    case 'list':
      return new List(encoded.value)
    case 'hash':
      return new Map(encoded.value)
    case 'set':
      return new Set(encoded.value)
    case 'zset': {
      const set = new SortedSet()
      for (const [member, score] of encoded.value) set.set(member, Number(score))
      return set
    }
    case 'stream':
      return decodeStream(encoded.value)
    default:
      throw new Error('unknown type')
  }
}

function decodeStream({ lastId, entries }: { lastId: string; entries: [string, readonly string[]][] }): Stream {
  const stream = new Stream()
  for (const [id, fields] of entries) stream.append(parseId(id) ?? 0n, fields)
  stream.lastId = parseId(lastId) ?? stream.lastId
  return stream
}

function toRecord([key, { value, expiresAt }]: [string, Entry]): Snapshot['keys'][number] {
  return { key, ...(expiresAt === undefined ? {} : { expiresAt }), ...encode(value) }
}

/** Over the old file in one step and flushed first, so that a crash leaves either the old or the new one, whole. */
export async function saveSnapshot(file: string, keyspace: Keyspace): Promise<void> {
  const snapshot: Snapshot = { version: VERSION, keys: Array.from(keyspace.live(), toRecord) }
  const text = JSON.stringify(snapshot)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const temporary = `${file}.${process.pid}.tmp`
  const handle = await open(temporary, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
}

/** Fills the keyspace. A file that cannot be read as a snapshot is put aside as `<file>.unreadable`, and the store starts empty. */
export async function loadSnapshot(file: string, keyspace: Keyspace): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return
  try {
    const snapshot: Snapshot = JSON.parse(text) // written by saveSnapshot; anything else ends in the catch below
    if (snapshot.version !== VERSION) throw new Error('unknown version')
    for (const { key, expiresAt, ...encoded } of snapshot.keys) keyspace.set(key, decode(encoded), expiresAt)
  } catch {
    keyspace.clear()
    await rename(file, `${file}.unreadable`)
  }
}
