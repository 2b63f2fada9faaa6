import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACCEPTED_PATHS, CONFLICTING_PATHS, NEIGHBOURING_PATHS, REFUSED_PATHS } from './path-cases.ts'
import { createPathIndex, findPathConflict, normalizePath, normalizePaths } from '../../src/projects/paths.ts'

const accepted = (raw: string) => {
  const result = normalizePath(raw)
  return result.ok ? result.path : `refused: ${result.reason}`
}
const isRefused = (raw: string) => !normalizePath(raw).ok

describe('normalizePath', () => {
  it.each(ACCEPTED_PATHS)('takes %s as %s', (raw, path) => {
    expect(accepted(raw)).toBe(path)
  })

  it('gives one spelling to the composed and the decomposed form of a name', () => {
    expect(accepted('cafe\u0301.html')).toBe('caf\u00e9.html')
  })

  it.each(REFUSED_PATHS)('refuses %s', (_what, raws) => {
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
  it.each(CONFLICTING_PATHS)('finds that %s cannot be beside %s', (path, existing) => {
    expect(findPathConflict(path, ['other.txt', existing])).toBe(existing)
  })

  it.each(NEIGHBOURING_PATHS)('lets %s be beside %s', (path, existing) => {
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
