import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { applyPatch } from 'diff'
import * as fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { diffManifests, unifiedDiff } from '../../src/projects/diff.ts'
import { isMissing, missingNote } from '../support/commands.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const manifest = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([path, hash]) => [path, { hash, size_bytes: 1 }]))

describe('diffManifests', () => {
  it('sorts the paths into added, removed, changed and renamed', () => {
    const from = manifest({ same: '1', changed: '2', z: '3', a: '4', old: '5' })
    const to = manifest({ same: '1', changed: '9', fresh: '5', b: '7', constructor: '8' })
    expect(diffManifests(from, to)).toEqual({
      added: ['b', 'constructor'],
      removed: ['a', 'z'],
      changed: ['changed'],
      renamed: [{ from: 'old', to: 'fresh' }],
    })
  })

  it('pairs every moved file once when several have the same content', () => {
    const diff = diffManifests(manifest({ a: '1', b: '1' }), manifest({ x: '1', y: '1', z: '1' }))
    expect(diff).toEqual({
      added: ['z'],
      removed: [],
      changed: [],
      renamed: [
        { from: 'a', to: 'x' },
        { from: 'b', to: 'y' },
      ],
    })
  })

  it('finds nothing between equal manifests', () => {
    const same = manifest({ a: '1', b: '2' })
    expect(diffManifests(same, same)).toEqual({ added: [], removed: [], changed: [], renamed: [] })
  })
})

describe('unifiedDiff', () => {
  it('is a patch with three lines of context', () => {
    const before = encode('1\n2\n3\n4\n5\n6\n7\n8\n9\n')
    const after = encode('1\n2\n3\n4\nfive\n6\n7\n8\n9\n')
    expect(unifiedDiff('src/a.js', before, after)).toBe(
      '--- a/src/a.js\n+++ b/src/a.js\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n',
    )
  })

  it('names /dev/null for a file that is not there', () => {
    expect(unifiedDiff('a', undefined, encode('x\n'))).toMatch(
      /^--- \/dev\/null\n\+\+\+ b\/a\n@@ -0,0 \+1,1 @@\n\+x\n$/,
    )
    expect(unifiedDiff('a', encode('x\n'), undefined)).toMatch(/^--- a\/a\n\+\+\+ \/dev\/null\n@@ -1,1 \+0,0 @@\n-x\n$/)
  })

  it('is empty for equal contents and one line for binary ones', () => {
    expect(unifiedDiff('a', encode('x'), encode('x'))).toBe('')
    expect(unifiedDiff('a.png', encode('x'), Uint8Array.of(0, 1))).toBe('Binary files a/a.png and b/a.png differ\n')
  })

  it('turns the one text into the other when applied', () => {
    const text = fc
      .array(fc.constantFrom('a\n', 'b\n', 'c\r\n', 'd', ''), { maxLength: 12 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const patch = unifiedDiff('a', encode(before), encode(after))
        expect(applyPatch(before, patch, { autoConvertLineEndings: false })).toBe(after)
      }),
    )
  })

  it('replaces the file when the texts have too little in common to search for the shortest way', () => {
    const before = Array.from({ length: 5000 }, (_, line) => `old ${line}`).join('\n')
    const after = Array.from({ length: 5000 }, (_, line) => `new ${line}\n`).join('')
    const patch = unifiedDiff('a', encode(before), encode(after))
    expect(patch).toContain('@@ -1,5000 +1,5000 @@')
    expect(applyPatch(before, patch)).toBe(after)
  })

  it.skipIf(isMissing('git'))(`is what git apply takes${missingNote('git')}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'diff-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'имя файла.txt'), 'one\ntwo\nthree')
    const patch = unifiedDiff('имя файла.txt', encode('one\ntwo\nthree'), encode('one\n2\nthree\n'))
    execFileSync('git', ['apply', '-'], { cwd: folder, input: patch })
    expect(readFileSync(join(folder, 'имя файла.txt'), 'utf8')).toBe('one\n2\nthree\n')
  })
})
