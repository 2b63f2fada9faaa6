import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import type { ArchiveEntry } from '../../../src/projects/archives/entry.ts'
import { zipStream } from '../../../src/projects/archives/zip-stream.ts'
import { sha256Hex } from '../../../src/services/sha256.ts'
import { isMissing, missingNote } from '../../support/commands.ts'

const encode = (text: string) => new TextEncoder().encode(text)

const entries: ArchiveEntry[] = [
  { path: 'src/приложение.js', content: encode('let a = 1\n'.repeat(1000)) },
  { path: 'empty', content: new Uint8Array() },
  { path: 'picture.png', content: Uint8Array.from({ length: 70_000 }, (_, index) => (index * index) % 251) },
  { path: 'a.txt', content: encode('text\n') },
]

async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer())
}

describe('zipStream', () => {
  const zone = process.env.TZ
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  })

  it.skipIf(isMissing('python3'))(
    `is read back by another implementation${missingNote('python3')}, names, dates and contents`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'zip-'))
      onTestFinished(() => rmSync(folder, { recursive: true }))
      const path = join(folder, 'project.zip')
      writeFileSync(path, await collect(await zipStream(entries)))
      const script = `
import hashlib, json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
print(json.dumps([[i.filename, i.date_time, hashlib.sha256(archive.read(i)).hexdigest()] for i in archive.infolist()]))`
      const listed: unknown = JSON.parse(execFileSync('python3', ['-c', script, path], { encoding: 'utf8' }))
      const expected = entries
        .toSorted((a, b) => (a.path < b.path ? -1 : 1))
        .map(async ({ path: name, content }) => [name, [1980, 1, 1, 0, 0, 0], await sha256Hex(content)])
      expect(listed).toEqual(await Promise.all(expected))
    },
  )

  it('gives the same bytes in every time zone, at any time and for any order of the list', async () => {
    const hashes = new Set<string>()
    const offsets = new Set<number>()
    for (const name of ['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kolkata']) {
      process.env.TZ = name
      offsets.add(new Date(0).getTimezoneOffset())
      hashes.add(await sha256Hex(await collect(await zipStream(entries))))
      hashes.add(await sha256Hex(await collect(await zipStream(entries.toReversed()))))
    }
    expect(offsets.size).toBe(4)
    expect(hashes.size).toBe(1)
  })

  it('is a valid archive when there are no files', async () => {
    const bytes = await collect(await zipStream([]))
    expect(unzipSync(bytes)).toEqual({})
    expect(bytes.length).toBe(22)
  })

  it('takes from the source only as the reader asks, and lets it go when the reader leaves', async () => {
    const taken: string[] = []
    async function* source(): AsyncGenerator<ArchiveEntry> {
      try {
        for (const path of ['a', 'b', 'c']) {
          taken.push(path)
          yield { path, content: encode(path) }
        }
      } finally {
        taken.push('closed')
      }
    }
    const reader = (await zipStream(source())).getReader()
    expect(taken).toEqual([])
    await reader.read()
    expect(taken).toEqual(['a'])
    await reader.cancel()
    expect(taken).toEqual(['a', 'closed'])
  })

  it('lets others have their turn while it compresses a large file', async () => {
    let turns = 0
    const timer = setInterval(() => (turns += 1), 0)
    const content = Uint8Array.from({ length: 2_000_000 }, (_, index) => (index * index) % 251)
    await collect(await zipStream([{ path: 'large', content }]))
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  })

  it('fails when the source fails', async () => {
    async function* source(): AsyncGenerator<ArchiveEntry> {
      yield { path: 'a', content: encode('a') }
      throw new Error('lost')
    }
    await expect(collect(await zipStream(source()))).rejects.toThrow('lost')
  })
})
