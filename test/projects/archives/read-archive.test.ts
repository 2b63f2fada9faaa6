import { gzipSync, zipSync, type Zippable } from 'fflate'
import { packTar, type TarEntry } from 'modern-tar'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/errors.ts'
import { readArchive } from '../../../src/projects/archives/read-archive.ts'
import { tarGzStream } from '../../../src/projects/archives/tar-gz-stream.ts'
import { zipStream } from '../../../src/projects/archives/zip-stream.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const TEXT = encode('text\n')
const MIB = 1024 * 1024

const zip = (files: Zippable) => zipSync(files)

function tarEntry(name: string, more: Partial<TarEntry['header']> = {}, body: Uint8Array = TEXT): TarEntry {
  const hasBody = more.type === undefined || more.type === 'file'
  return { header: { name, size: hasBody ? body.length : 0, ...more }, ...(hasBody ? { body } : {}) }
}
const tar = (...entries: TarEntry[]) => packTar(entries)
const tarGz = async (...entries: TarEntry[]) => gzipSync(await packTar(entries))

/** The archive with bytes of its own in place of those at `offset` behind the only place of `signature`. */
function patched(archive: Uint8Array, signature: string, offset: number, bytes: number[]): Uint8Array {
  const at = Buffer.from(archive).lastIndexOf(Buffer.from(signature, 'latin1'))
  const copy = archive.slice()
  copy.set(bytes, at + offset)
  return copy
}
const inDirectory = (archive: Uint8Array, offset: number, bytes: number[]) =>
  patched(archive, 'PK\u0001\u0002', offset, bytes)
const inEnd = (archive: Uint8Array, offset: number, bytes: number[]) =>
  patched(archive, 'PK\u0005\u0006', offset, bytes)

const one = zip({ 'a.txt': TEXT })
const noise = (length: number) => Uint8Array.from({ length }, (_, at) => (Math.imul(at, 2654435761) >>> 13) & 0xff)
const many = (count: number, name = (at: number) => `f${at}`) =>
  zip(Object.fromEntries(Array.from({ length: count }, (_, at) => [name(at), TEXT])))

/** What is refused whole, and what is said of it. */
const REFUSED: [name: string, archive: Uint8Array | Promise<Uint8Array>, says: string][] = [
  ['nothing', new Uint8Array(), 'is no ZIP'],
  ['a text', encode('hello'), 'is no ZIP'],
  ['a ZIP with no entry', zip({}), 'has no file'],
  ['a ZIP that climbs out', zip({ 'src/../../a.txt': TEXT }), 'has a ".." segment'],
  ['a ZIP that climbs out by backslashes', zip({ '..\\a.txt': TEXT }), 'has a ".." segment'],
  ['a ZIP with an absolute path', zip({ '/etc/passwd': TEXT }), 'is absolute'],
  ['a ZIP with a drive', zip({ 'C:\\a.txt': TEXT }), 'has a drive letter'],
  ['a ZIP with a device', zip({ 'src/con.txt': TEXT }), 'has the reserved name'],
  ['a ZIP with a stream of NTFS', zip({ 'a.txt:b': TEXT }), 'has one of the characters'],
  ['a ZIP with a control character', zip({ 'a\u0007.txt': TEXT }), 'has a control or invisible character'],
  ['a ZIP with twins by case', zip({ 'A.txt': TEXT, 'a.txt': TEXT }), 'conflicts with A.txt'],
  ['a ZIP with a file in a file', zip({ a: TEXT, 'a/b': TEXT }), 'conflicts with a'],
  ['a ZIP that is encrypted', inDirectory(one, 8, [1, 0]), 'is encrypted'],
  ['a ZIP packed in another way', inDirectory(one, 10, [12, 0]), 'is packed by method 12'],
  [
    'a ZIP whose contents are changed',
    patched(zip({ 'a.txt': [TEXT, { level: 0 }] }), 'text\n', 0, [84]),
    'is not what',
  ],
  [
    'a ZIP that says less of its size',
    inDirectory(zip({ a: new Uint8Array(9999) }), 24, [9, 0, 0, 0]),
    'more than 9 bytes',
  ],
  ['a ZIP that says more of its size', inDirectory(one, 24, [9, 0, 0, 0]), 'is not what'],
  ['a ZIP that leads elsewhere', inDirectory(one, 42, [9, 0, 0, 0]), 'is not where'],
  ['a ZIP that leads beyond its end', inDirectory(one, 42, [0, 0, 0, 0x7f]), 'is not where'],
  ['a ZIP whose directory is elsewhere', inEnd(one, 16, [0, 0, 0, 0]), 'has a broken directory'],
  ['a ZIP that counts more entries than it has', inEnd(one, 10, [2, 0]), 'has a broken directory'],
  ['a ZIP in parts', inEnd(one, 4, [1, 0]), 'is in several parts'],
  ['a ZIP64', inEnd(one, 10, [0xff, 0xff]), 'is in the ZIP64 format'],
  ['a ZIP that is cut', one.subarray(0, -9), 'has no end'],
  ['a ZIP with a name in another code page', patched(one, 'a.txt', 0, [0xe4]), 'has a name that is not UTF-8'],
  ['a ZIP of 1,001 files', many(1001), 'has more than 1000 files'],
  ['a ZIP of 20,001 leftovers', many(20_001, (at) => `node_modules/${at}`), 'has more than 20000 entries'],
  ['a ZIP with a large file', zip({ 'a.bin': new Uint8Array(MIB + 1) }), 'has more than 1048576 bytes'],
  [
    'a ZIP with too much in it',
    zip(Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`${at}`, new Uint8Array(MIB - 1)]))),
    'has more than 10485760 bytes',
  ],
  ['a tar that climbs out', tar(tarEntry('../a')), 'has a ".." segment'],
  ['a tar with twins', tar(tarEntry('a'), tarEntry('a')), 'conflicts with a'],
  ['a tar with a large file', tar(tarEntry('a', {}, new Uint8Array(MIB + 1))), 'has more than 1048576 bytes'],
  ['a tar that is cut', tar(tarEntry('a', {}, noise(5000))).then((all) => all.subarray(0, 3000)), 'is broken, or cut'],
  ['a tar with a wrong sum', tar(tarEntry('a')).then((all) => patched(all, 'ustar', -200, [7])), 'is broken, or cut'],
  ['a tar.gz that is cut', tarGz(tarEntry('a', {}, noise(5000))).then((all) => all.subarray(0, -100)), 'is broken'],
  [
    'a tar.gz whose sum is wrong',
    tarGz(tarEntry('a')).then((all) => Uint8Array.from([...all.subarray(0, -8), 1, 2, 3, 4, ...all.subarray(-4)])),
    'is not what its end says',
  ],
  ['a tar.gz that swells', Promise.resolve(gzipSync(new Uint8Array(200 * MIB))), 'unpacks to more than'],
  ['a gzip that is no tar', Promise.resolve(gzipSync(noise(2000))), 'is broken, or cut'],
]

/** What is left out, with the rest taken. */
const CLEANED: [name: string, archive: Uint8Array | Promise<Uint8Array>, skipped: string[]][] = [
  [
    'a link in a ZIP',
    zip({ 'a.txt': TEXT, link: [encode('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }] }),
    ['link'],
  ],
  ['a link in a tar', tar(tarEntry('a.txt'), tarEntry('link', { type: 'symlink', linkname: '../x' })), ['link']],
  ['a hard link in a tar', tar(tarEntry('a.txt'), tarEntry('link', { type: 'link', linkname: 'a.txt' })), ['link']],
  ['a device in a tar', tar(tarEntry('a.txt'), tarEntry('tty', { type: 'character-device' })), ['tty']],
  [
    'what a Mac leaves',
    zip({ 'a.txt': TEXT, '__MACOSX/._a.txt': TEXT, '.DS_Store': TEXT, 'src/._b': TEXT }),
    ['__MACOSX/._a.txt', '.DS_Store', 'src/._b'],
  ],
  [
    'what Windows leaves',
    zip({ 'a.txt': TEXT, 'Thumbs.db': TEXT, 'b/desktop.ini': TEXT }),
    ['Thumbs.db', 'b/desktop.ini'],
  ],
  ['a repository', zip({ 'a.txt': TEXT, '.git/hooks/x': TEXT, '.git/config': TEXT }), ['.git/hooks/x', '.git/config']],
  ['what is installed', zip({ 'a.txt': TEXT, 'node_modules/x/y.js': TEXT }), ['node_modules/x/y.js']],
  ['a large file among it', zip({ 'a.txt': TEXT, 'node_modules/x': new Uint8Array(3 * MIB) }), ['node_modules/x']],
]

async function refusalOf(archive: Uint8Array): Promise<string> {
  const refused = await readArchive(archive).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(refused).toBeInstanceOf(AppError)
  const { code, details } = refused as AppError
  expect(code).toBe('bad_archive')
  return JSON.stringify(details?.map(({ message }) => message))
}

describe('an archive', () => {
  it.each(REFUSED)('that is %s is refused', async (_, archive, says) => {
    expect(await refusalOf(await archive)).toContain(says.replaceAll('"', '\\"'))
  })

  it.each(CLEANED)('with %s loses it, and says so', async (_, archive, skipped) => {
    const read = await readArchive(await archive)
    expect(read.files).toEqual([{ path: 'a.txt', content: TEXT }])
    expect(read.skipped.map(({ path }) => path)).toEqual(skipped)
    expect(read.skippedCount).toBe(skipped.length)
  })

  it('names of what is left out a hundred, and counts the rest', async () => {
    const read = await readArchive(
      zip({ a: TEXT, ...Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`.git/${at}`, TEXT])) }),
    )
    expect([read.skipped.length, read.skippedCount]).toEqual([100, 150])
  })

  it('has its first folders taken off', async () => {
    const files = { 'repo-1/src/a.js': TEXT, 'repo-1/b.md': TEXT, 'README.md': TEXT }
    const { files: read, skipped } = await readArchive(zip(files), { strip: 1 })
    expect(read.map(({ path }) => path)).toEqual(['b.md', 'src/a.js'])
    expect(skipped.map(({ path }) => path)).toEqual(['README.md'])
  })

  it('is read back as it was packed, in each format', async () => {
    const entries = Array.from({ length: 500 }, (_, at) => ({
      path: `папка ${at % 7}/${'long'.repeat(at % 60)}-${at}.txt`,
      content: noise(at * 37),
    })).toSorted((a, b) => (a.path < b.path ? -1 : 1))
    for (const pack of [zipStream, tarGzStream]) {
      const packed = new Uint8Array(
        await new Response((await pack(entries)) as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer(),
      )
      const { files, skippedCount } = await readArchive(packed)
      expect(skippedCount).toBe(0)
      expect(files.length).toBe(500)
      for (const [at, file] of files.entries())
        expect(Buffer.compare(file.content, entries[at]?.content ?? new Uint8Array())).toBe(0)
      expect(files.map(({ path }) => path)).toEqual(entries.map(({ path }) => path))
    }
  })
})
