import { describe, expect, it } from 'vitest'
import { checkProject } from '../../src/checks/check-project.ts'
import { readCorpus, type CorpusProject } from './corpus.ts'

const projects = new Map(readCorpus('working').map((project) => [project.name, project]))
const defects = readCorpus('defects')
const known = defects.filter(({ notes }) => notes['found'] !== undefined)

/** The working project that the defect is put into, with the files that the defect changes. */
async function check({ files, without, notes }: CorpusProject): Promise<string[]> {
  const base = projects.get(notes['base'] ?? '')
  if (base === undefined) throw new Error(`No working project is called "${notes['base']}".`)
  const changed = new Map([...base.files, ...files])
  for (const path of without) changed.delete(path)
  const { problems } = await checkProject(changed, base.otherPaths)
  return [...new Set(problems.map(({ path, line, code }) => `${path}:${line} ${code}`))]
}

describe('a defect in a working project', () => {
  it.each(known.map((defect) => ({ ...defect, found: defect.notes['found'] })))('is found: $name', async (defect) => {
    expect(await check(defect)).toEqual(defect.found?.split('; '))
  })

  it.each(defects.filter((defect) => !known.includes(defect)))(
    'is not found yet, and says why: $name',
    async (defect) => {
      expect(defect.notes['missed']).toMatch(/\w{3}/)
      expect(await check(defect)).toEqual([])
    },
  )

  it('is found in at least 60 of at least 70', () => {
    expect(new Set(defects.map(({ name }) => name)).size).toBe(defects.length)
    expect(defects.length).toBeGreaterThanOrEqual(70)
    expect(known.length).toBeGreaterThanOrEqual(60)
  })
})
