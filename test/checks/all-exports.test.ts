import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAllExports } from '../../src/checks/scripts/all-exports.ts'
import type { ScriptExports } from '../../src/checks/scripts/script-exports.ts'
import { createWork } from '../../src/work.ts'

const NAMES = ['a', 'b', 'default']
const PATHS = Array.from({ length: 40 }, (_, index) => `m${index}`)

/** What the module and all that its stars lead to export, by going there. */
function collect(modules: ReadonlyMap<string, ScriptExports>, start: string) {
  const names = new Set<string>()
  let certain = true
  const seen = new Set([start])
  for (const path of seen) {
    const module = modules.get(path)
    if (module === undefined) {
      certain = false
      continue
    }
    certain &&= module.certain
    for (const name of module.names) if (name !== 'default' || path === start) names.add(name)
    for (const star of module.stars) seen.add(star)
  }
  return { names, certain }
}

describe('readAllExports', () => {
  it('finds what following every star from every module finds, in cycles and beyond a word of modules', async () => {
    const module = fc.record({
      names: fc.subarray(NAMES).map((names) => new Set(names)),
      stars: fc.array(fc.constantFrom(...PATHS, 'nowhere'), { maxLength: 2 }),
      certain: fc.boolean().map((uncertain) => !uncertain),
    })
    const modules = fc
      .array(module, { minLength: 1, maxLength: PATHS.length })
      .map((list) => new Map(list.map((exports, index): [string, ScriptExports] => [PATHS[index] ?? '', exports])))
    await fc.assert(
      fc.asyncProperty(modules, async (all) => {
        const exportsOf = await readAllExports(all, (_path, specifier) => specifier, createWork())
        for (const path of all.keys()) {
          const { names, certain } = collect(all, path)
          const found = exportsOf(path)
          expect(found?.certain).toBe(certain)
          if (!certain) continue
          expect(NAMES.filter((name) => found?.has(name))).toEqual(NAMES.filter((name) => names.has(name)))
          expect(found?.isDefaultOnly()).toBe(names.size === 1 && names.has('default'))
        }
        expect(exportsOf('nowhere')).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })
})
