/** The keys of the embedded store, each with its value and, where it has one, the time at which it ends. */
import { ErrorReply } from '../reply.ts'
import { List } from './list.ts'
import { SortedSet } from './sorted-set.ts'
import { Stream } from './stream.ts'

export type StoredValue = string | List | Map<string, string> | Set<string> | SortedSet | Stream

export type Entry = {
  value: StoredValue
  /** Milliseconds since 1970, or undefined for a key that stays. */
  expiresAt: number | undefined
  /** Grows with every new key, so that SCAN can go on after the last key it saw whatever was deleted meanwhile. */
  readonly serial: number
}

type Kind<T extends StoredValue> = (value: StoredValue) => value is T

const isString: Kind<string> = (value) => typeof value === 'string'
const isList: Kind<List> = (value) => value instanceof List
const isHash: Kind<Map<string, string>> = (value) => value instanceof Map
const isSet: Kind<Set<string>> = (value) => value instanceof Set
const isSortedSet: Kind<SortedSet> = (value) => value instanceof SortedSet
const isStream: Kind<Stream> = (value) => value instanceof Stream

export function typeName(value: StoredValue): string {
  if (isString(value)) return 'string'
  if (isList(value)) return 'list'
  if (isHash(value)) return 'hash'
  if (isSet(value)) return 'set'
  return isSortedSet(value) ? 'zset' : 'stream'
}

export class Keyspace {
  readonly #entries = new Map<string, Entry>()
  readonly #clock: () => number
  #serial = 0
  /** Milliseconds since 1970; stands still while a command, a script or a transaction runs. */
  now: number

  constructor(clock: () => number) {
    this.#clock = clock
    this.now = clock()
  }

  tick(): void {
    this.now = this.#clock()
  }

  entry(key: string): Entry | undefined {
    const entry = this.#entries.get(key)
    if (entry?.expiresAt === undefined || entry.expiresAt > this.now) return entry
    this.#entries.delete(key)
    return undefined
  }

  /** Replaces the value; the time at which it ends too. */
  set(key: string, value: StoredValue, expiresAt?: number): void {
    const serial = this.entry(key)?.serial ?? (this.#serial += 1)
    this.#entries.set(key, { value, expiresAt, serial })
  }

  /** Replaces a string and keeps the time at which it ends. */
  update(key: string, value: string): void {
    this.set(key, value, this.entry(key)?.expiresAt)
  }

  delete(key: string): boolean {
    return this.entry(key) !== undefined && this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }

  /** Every live key, oldest first; those that have ended are removed on the way. */
  *live(): Generator<[string, Entry]> {
    for (const key of this.#entries.keys()) {
      const entry = this.entry(key)
      if (entry) yield [key, entry]
    }
  }

  string(key: string): string | undefined {
    return this.#read(key, isString)
  }

  list(key: string): List | undefined {
    return this.#read(key, isList)
  }

  hash(key: string): Map<string, string> | undefined {
    return this.#read(key, isHash)
  }

  plainSet(key: string): Set<string> | undefined {
    return this.#read(key, isSet)
  }

  sortedSet(key: string): SortedSet | undefined {
    return this.#read(key, isSortedSet)
  }

  stream(key: string): Stream | undefined {
    return this.#read(key, isStream)
  }

  /** The collection at `key`, made when there is none; the caller fills it. */
  ensure<T extends StoredValue>(key: string, found: T | undefined, make: () => T): T {
    if (found !== undefined) return found
    const made = make()
    this.set(key, made)
    return made
  }

  /** Redis has no empty collections other than streams. */
  dropIfEmpty(key: string, collection: { readonly size: number }): void {
    if (collection.size === 0) this.delete(key)
  }

  #read<T extends StoredValue>(key: string, isKind: Kind<T>): T | undefined {
    const value = this.entry(key)?.value
    if (value === undefined || isKind(value)) return value
    throw new ErrorReply('WRONGTYPE Operation against a key holding the wrong kind of value')
  }
}
