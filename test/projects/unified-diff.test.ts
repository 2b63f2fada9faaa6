import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { applyPatch, FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff'
import * as fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { unifiedDiff } from '../../src/projects/unified-diff.ts'
import { createWork, WorkLimitError } from '../../src/work.ts'
import { isMissing, missingNote } from '../support/commands.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const diff = (path: string, before?: Uint8Array, after?: Uint8Array) => unifiedDiff(path, before, after, createWork())
const numbered = (count: number, line: (number: number) => string) =>
  Array.from({ length: count }, (_, number) => `${line(number)}\n`).join('')

describe('unifiedDiff', () => {
  it('is a patch with three lines of context', async () => {
    const before = encode('1\n2\n3\n4\n5\n6\n7\n8\n9\n')
    const after = encode('1\n2\n3\n4\nfive\n6\n7\n8\n9\n')
    expect(await diff('src/a.js', before, after)).toBe(
      '--- a/src/a.js\n+++ b/src/a.js\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n',
    )
  })

  it('names /dev/null for a file that is not there', async () => {
    expect(await diff('a', undefined, encode('x\n'))).toBe('--- /dev/null\n+++ b/a\n@@ -0,0 +1,1 @@\n+x\n')
    expect(await diff('a', encode('x\n'), undefined)).toBe('--- a/a\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n')
  })

  it('is empty for equal contents and one line for binary ones', async () => {
    expect(await diff('a', encode('x'), encode('x'))).toBe('')
    expect(await diff('a.png', encode('x'), Uint8Array.of(0, 1))).toBe('Binary files a/a.png and b/a.png differ\n')
  })

  it('is the shortest patch, line by line what another implementation makes, and turns the one text into the other', async () => {
    const text = fc
      .array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', 'd', ''), { maxLength: 30 })
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(text, text, async (before, after) => {
        const patch = await diff('a', encode(before), encode(after))
        expect(applyPatch(before, patch, { autoConvertLineEndings: false })).toBe(after)
        if (before === after) return
        const other = structuredPatch('a/a', 'b/a', before, after, undefined, undefined, { context: 3 })
        expect(patch).toBe(formatPatch(other, FILE_HEADERS_ONLY))
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['a\n\na\nb\na\n', '\n\na\nb\na\n'],
    ...[3, 15, 100, 5000].flatMap((count) => [
      [`x\n${'\n'.repeat(count)}`, '\n'.repeat(count + 1)],
      [`xa\n${'a\n'.repeat(count)}z\n`, `a\n${'a\n'.repeat(count)}z\n`],
      [`xya\n${'a\nb\n'.repeat(count)}z\n`, `a\nb\na\n${'a\nb\n'.repeat(count)}z\n`],
    ]),
  ])('has its context behind a change in a row of equal lines: case %#', async (before, after) => {
    const patch = await diff('a', encode(before), encode(after))
    const other = structuredPatch('a/a', 'b/a', before, after, undefined, undefined, { context: 3 })
    expect(patch).toBe(formatPatch(other, FILE_HEADERS_ONLY))
  })

  it('finds single lines in a large file', async () => {
    const before = numbered(50_000, String)
    const after = before.replace('\n20000\n', '\nnew\n').replace('\n40000\n', '\n')
    const patch = await diff('a', encode(before), encode(after))
    expect(patch).toContain('@@ -19998,7 +19998,7 @@\n 19997\n 19998\n 19999\n-20000\n+new\n 20001\n 20002\n 20003\n')
    expect(patch).toContain('@@ -39998,7 +39998,6 @@\n 39997\n 39998\n 39999\n-40000\n 40001\n 40002\n 40003\n')
  })

  it('replaces the lines that differ when they have too little in common to search for the shortest way', async () => {
    const before = `same\n${numbered(5000, (number) => `old ${number}`)}end`
    const after = `same\n${numbered(5000, (number) => `new ${number}`)}end`
    const patch = await diff('a', encode(before), encode(after))
    expect(patch).toContain('@@ -1,5002 +1,5002 @@\n same\n-old 0\n-old 1\n')
    expect(applyPatch(before, patch)).toBe(after)
  })

  it('takes work in proportion to the texts, and no more than it is given', async () => {
    const cost = async (lines: number) => {
      const work = createWork()
      const [old, fresh] = ['old', 'new'].map((word) => encode(numbered(lines, (number) => `${word} ${number}`)))
      await unifiedDiff('a', old, fresh, work)
      return work.spent
    }
    expect((await cost(40_000)) / (await cost(20_000))).toBeLessThan(2.2)
    const hopeless = unifiedDiff('a', encode('a\n'.repeat(10_000)), encode('b\n'), createWork({ limit: 100 }))
    await expect(hopeless).rejects.toThrow(WorkLimitError)
  })

  it.skipIf(isMissing('git'))(`is what git apply takes${missingNote('git')}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'diff-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'имя файла.txt'), 'one\ntwo\nthree')
    const patch = await diff('имя файла.txt', encode('one\ntwo\nthree'), encode('one\n2\nthree\n'))
    execFileSync('git', ['apply', '-'], { cwd: folder, input: patch })
    expect(readFileSync(join(folder, 'имя файла.txt'), 'utf8')).toBe('one\n2\nthree\n')
  })
})
