import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPathIndex, findPathConflict, normalizePath, normalizePaths } from '../../src/projects/paths.ts'

const accepted = (raw: string) => {
  const result = normalizePath(raw)
  return result.ok ? result.path : `refused: ${result.reason}`
}
const isRefused = (raw: string) => !normalizePath(raw).ok

describe('normalizePath', () => {
  it.each([
    ['index.html', 'index.html'],
    ['./src/app.ts', 'src/app.ts'],
    ['././a', 'a'],
    ['src\\lib\\a.js', 'src/lib/a.js'],
    ['.\\a.js', 'a.js'],
    ['app/[id]/(group)/@slot/page.tsx', 'app/[id]/(group)/@slot/page.tsx'],
    ['.env.example', '.env.example'],
    ['.gitignore', '.gitignore'],
    ['.github/workflows/ci.yml', '.github/workflows/ci.yml'],
    ['документы/план.md', 'документы/план.md'],
    ['my file.txt', 'my file.txt'],
    ['console.js', 'console.js'],
    ['auxiliary/com10.txt', 'auxiliary/com10.txt'],
    ['..hidden/...x', '..hidden/...x'],
  ])('takes %s as %s', (raw, path) => {
    expect(accepted(raw)).toBe(path)
  })

  it('gives one spelling to the composed and the decomposed form of a name', () => {
    expect(accepted('cafe\u0301.html')).toBe('caf\u00e9.html')
  })

  it.each([
    ['nothing', ['', './', '.']],
    ['absolute paths', ['/etc/passwd', '//host/share', '\\\\host\\share', '\\a', './/a', '/']],
    ['drive letters', ['C:\\a', 'c:/a', 'c:a', './C:/a']],
    ['climbing', ['..', '../a', 'a/../b', 'a/..', '..\\a', './../a', 'a\\..\\..\\b']],
    ['empty and dot segments', ['a//b', 'a/', 'a/./b', 'a\\\\b']],
    ['control characters', ['a\0b', 'a\nb', 'a\tb', 'a\u007f', 'a\u0085']],
    ['trailing dots and spaces', ['a.', 'a ', 'dir./a', 'dir /a', 'a...', ' a', 'x/ a']],
    ['device names', ['CON', 'nul.txt', 'src/Aux.ts', 'COM1', 'lpt9.tar.gz', 'com¹.js', 'prn .txt', 'CONIN$']],
    ['characters Windows forbids', ['a<b', 'a>b', 'a:b', 'a"b', 'a|b', 'a?b', 'a*b', 'x/a.js:stream']],
    ['.git folders', ['.git/config', '.GIT', 'sub/.Git/hooks/pre-commit', 'GIT~1/config']],
    [
      'invisible and bidi characters',
      ['a\u202Egpj.exe', 'a\u200Bb', '.g\u200Cit/config', 'a\u2066b', '\uFEFFa', 'a\u2028b'],
    ],
    ['broken Unicode', ['a\ud800b', '\udc00']],
    [
      'too much',
      [
        'a'.repeat(256),
        'я'.repeat(128),
        `${'a/'.repeat(16)}b`,
        'ab/'.repeat(5000),
        `${'a'.repeat(250)}/`.repeat(3) + 'a',
      ],
    ],
  ])('refuses %s', (_what, raws) => {
    for (const raw of raws) expect(isRefused(raw), JSON.stringify(raw)).toBe(true)
  })

  it('allows exactly 255 bytes a segment and 16 levels', () => {
    expect(isRefused('a'.repeat(255))).toBe(false)
    expect(isRefused('я'.repeat(127))).toBe(false)
    expect(isRefused(`${'a/'.repeat(15)}b`)).toBe(false)
  })

  it('never throws, and whatever it accepts is safe and already normal', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('.', '/', '\\', 'a', 'C', ':', ' ', '\0', 'é', 'e\u0301', '\ud800', '~', 'G'),
    })
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), hostile), (raw) => {
        const result = normalizePath(raw)
        if (!result.ok) return
        expect(normalizePath(result.path)).toEqual(result)
        const resolved = new URL(result.path.split('/').map(encodeURIComponent).join('/'), 'file:///root/')
        expect(resolved.pathname.startsWith('/root/')).toBe(true)
        expect(result.path).not.toMatch(/\\|^\/|(^|\/)\.{0,2}(\/|$)/)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('findPathConflict', () => {
  it.each([
    ['README.md', 'readme.md'],
    ['a/b.js', 'A/c.js'],
    ['a', 'a/b'],
    ['a/b', 'a'],
    ['a/b/c', 'A/B'],
    ['straße.txt', 'STRASSE.TXT'],
    ['É.txt', 'é.txt'],
  ])('finds that %s cannot be beside %s', (path, existing) => {
    expect(findPathConflict(path, ['other.txt', existing])).toBe(existing)
  })

  it.each([
    ['a/b', 'a/b'],
    ['a/b', 'a/c'],
    ['ab', 'a/b'],
    ['a.b', 'a'],
  ])('lets %s be beside %s', (path, existing) => {
    expect(findPathConflict(path, [existing])).toBeUndefined()
  })
})

describe('normalizePaths', () => {
  it('returns the normalised paths in the order given', () => {
    expect(normalizePaths(['./b.js', 'a\\c.js'])).toEqual({ ok: true, paths: ['b.js', 'a/c.js'] })
  })

  it('names every refused path: unsafe, doubled, and in conflict within the set', () => {
    const result = normalizePaths(['a.js', '../b', './a.js', 'A.js', 'a.js/c', 'ok.js'])
    expect(result.ok ? [] : result.refused.map((entry) => entry.raw)).toEqual(['../b', './a.js', 'A.js', 'a.js/c'])
  })
})

describe('createPathIndex', () => {
  it('forgets a path that is removed, and keeps the folders that others are in', () => {
    const index = createPathIndex(['src/a.js', 'src/b.js', 'lib'])
    index.remove('src/a.js')
    index.remove('lib')
    expect(index.conflict('SRC/c.js')).toBe('src/b.js')
    expect(index.conflict('src/A.js')).toBeUndefined()
    expect(index.conflict('LIB/c.js')).toBeUndefined()
    index.remove('src/b.js')
    expect(index.conflict('SRC/c.js')).toBeUndefined()
  })

  it('agrees with the comparison of one path with each of many', () => {
    const path = fc
      .array(fc.constantFrom('a', 'A', 'b', 'ß', 'SS', 'Σ', 'ς'), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join('/'))
    fc.assert(
      fc.property(path, fc.array(path, { maxLength: 6 }), (one, candidates) => {
        const others = candidates.filter((other, at) => findPathConflict(other, candidates.slice(0, at)) === undefined)
        const isInConflict = createPathIndex(others).conflict(one) !== undefined
        expect(findPathConflict(one, others) !== undefined).toBe(isInConflict)
      }),
    )
  })

  it('agrees with a pairwise comparison whatever the order', () => {
    const path = fc
      .array(fc.constantFrom('a', 'A', 'b', 'ß', 'SS'), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join('/'))
    fc.assert(
      fc.property(path, path, (one, other) => {
        const forward = createPathIndex([one]).conflict(other) !== undefined
        const backward = createPathIndex([other]).conflict(one) !== undefined
        expect(forward).toBe(backward)
      }),
    )
  })
})
