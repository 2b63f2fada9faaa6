// The rules of paths stand in src/projects/paths.ts and in the database: one set of cases for both.
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { normalizePath, normalizePaths } from '../../src/projects/paths.ts'
import { ACCEPTED_PATHS, CONFLICTING_PATHS, NEIGHBOURING_PATHS, REFUSED_PATHS } from '../projects/path-cases.ts'
import { openPlain, type DataAccess } from '../support/data-access.ts'
import { startPglite, startRealPostgres } from '../support/plain-postgres.ts'

const real = await startRealPostgres()
const openers: [string, () => Promise<DataAccess>][] = [
  ['PGlite', async () => openPlain(await startPglite())],
  ...(real === undefined ? [] : [[real.name, () => openPlain(real)] as [string, () => Promise<DataAccess>]]),
]

/** Every character that a path could have, but NUL, which PostgreSQL cannot hold. */
function* everyCharacter(): Generator<string> {
  for (let code = 1; code < 0x110000; code++) {
    if (code < 0xd800 || code > 0xdfff) yield String.fromCodePoint(code)
  }
}

function* inBatches<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = []
  for (const item of items) {
    if (batch.push(item) < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

describe.each(openers)('the rules of paths in %s', (_name, open) => {
  let data: DataAccess

  beforeAll(async () => {
    data = await open()
  })
  afterAll(() => data.close())

  /** Whether each set of paths may be one version. */
  async function judge(sets: string[][]): Promise<boolean[]> {
    const manifests = JSON.stringify(sets.map((paths) => Object.fromEntries(paths.map((path) => [path, 0]))))
    const rows = await data.sql<{ safe: boolean }>(
      `select public.paths_are_safe(m.value) as safe from jsonb_array_elements($1::text::jsonb) with ordinality as m (value, place)
        order by m.place`,
      manifests,
    )
    return rows.map(({ safe }) => safe)
  }
  /** A set that the API would store as it is. */
  const isStorable = (paths: string[]) => {
    const result = normalizePaths(paths)
    return result.ok && result.paths.every((path, index) => path === paths[index])
  }
  const canBeSent = (path: string) => path.isWellFormed() && !path.includes('\0')

  it('takes the paths that the API takes, in the one spelling that it gives them', async () => {
    expect(await judge(ACCEPTED_PATHS.map(([, path]) => [path]))).not.toContain(false)
    const respelled = ACCEPTED_PATHS.filter(([raw, path]) => raw !== path)
    expect(await judge(respelled.map(([raw]) => [raw]))).not.toContain(true)
  })

  it.each(REFUSED_PATHS)('refuses %s', async (_what, raws) => {
    expect(await judge(raws.filter(canBeSent).map((raw) => [raw]))).not.toContain(true)
  })

  it('tells which two cannot be in one project', async () => {
    expect(await judge(CONFLICTING_PATHS)).not.toContain(true)
    expect(await judge(NEIGHBOURING_PATHS.filter(([path, other]) => path !== other))).not.toContain(false)
  })

  it('agrees with the API on any set of paths', async () => {
    const name = fc.oneof(
      fc.constantFrom(
        'a',
        'A',
        'b',
        'ß',
        'SS',
        'é',
        'É',
        'Σ',
        'ς',
        'ﬁ',
        'FI',
        'İ',
        'con',
        'CON.x',
        '.git',
        '..',
        ' x',
        'x.',
      ),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    )
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
    const sets = fc.sample(fc.uniqueArray(path.filter(canBeSent), { minLength: 1, maxLength: 4 }), 2000)
    expect(await judge(sets)).toEqual(sets.map(isStorable))
  })

  it('agrees with the API on every character within a name', async () => {
    const accepts = (character: string) => {
      const result = normalizePath(`a${character}b`)
      return result.ok && result.path === `a${character}b`
    }
    const all = [...everyCharacter()].filter((character) => character !== '/')
    const taken = all.filter(accepts).map((character) => `a${character}b`)
    const refused = all.filter((character) => !accepts(character)).map((character) => `a${character}b`)
    const judged = (groups: string[][]) =>
      data.sql<{ normal: boolean; count: number }>(
        `select public.paths_are_normal(array(select jsonb_array_elements_text(g.value))) as normal, count(*)::integer as count
          from jsonb_array_elements($1::text::jsonb) as g (value) group by 1`,
        JSON.stringify(groups),
      )
    const groups = [...inBatches(taken, 4096)]
    expect(await judged(groups)).toEqual([{ normal: true, count: groups.length }])
    expect(await judged(refused.map((path) => [path]))).toEqual([{ normal: false, count: refused.length }])
  })

  it('agrees with the API on the case of every character', async () => {
    const batches = [...inBatches(everyCharacter(), 512)].map((batch) =>
      batch.filter((character) => character.normalize('NFC') === character),
    )
    const rows = await data.sql<{ folded: string }>(
      `select public.fold_case(array_to_string(array(select jsonb_array_elements_text(b.value)), E'\n')) as folded
        from jsonb_array_elements($1::text::jsonb) with ordinality as b (value, place) order by b.place`,
      JSON.stringify(batches),
    )
    const fold = (text: string) => text.toLowerCase().toUpperCase().normalize('NFC')
    expect(rows.map(({ folded }) => folded)).toEqual(batches.map((batch) => fold(batch.join('\n'))))
    // PGlite folds more than a million characters in one go.
  }, 600_000)
})
