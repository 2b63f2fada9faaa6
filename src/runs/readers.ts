import type { Config } from '../config.ts'
import { createFeed, type Feed } from './feed.ts'
import { createReader, type Reader } from './reader.ts'

/** The runs that are watched or driven in a process, so that all watchers of a run read it together. */
export type Readers = {
  /** Where a driver of this process gives its events, whether somebody watches or not. */
  feed: (runId: string) => Feed
  /** A reader for one more watcher, until that one closes it. */
  open: (runId: string) => { reader: Reader; close: () => void }
}

type Entry = { reader: Reader; watchers: number }

export function createReaders(config: Config): Readers {
  const entries = new Map<string, Entry>()

  function entryOf(runId: string): Entry {
    const known = entries.get(runId)
    if (known !== undefined) return known
    const entry: Entry = { watchers: 0, reader: createReader(config, runId, () => entry.watchers) }
    entries.set(runId, entry)
    return entry
  }

  function dropIfIdle(runId: string, entry: Entry): void {
    if (entry.watchers === 0 && !entry.reader.isFed() && entries.get(runId) === entry) entries.delete(runId)
  }

  return {
    feed(runId) {
      const entry = entryOf(runId)
      const feed = createFeed(
        () => entry.watchers > 0,
        () => dropIfIdle(runId, entry),
      )
      entry.reader.follow(feed)
      return feed
    },
    open(runId) {
      const entry = entryOf(runId)
      entry.watchers += 1
      return {
        reader: entry.reader,
        close: () => {
          entry.watchers -= 1
          dropIfIdle(runId, entry)
        },
      }
    },
  }
}
