import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { checkProject } from '../../src/checks/check-project.ts'
import { normalizePaths } from '../../src/projects/paths.ts'
import { TEMPLATES } from '../../src/projects/templates.ts'

/** Kinds of files for which there is no parser, or that hold no code. */
const NOT_CHECKED = /(?:\.(?:md|py|vue|txt|example)|\.gitignore)$/

describe.each(TEMPLATES)('the template $id', ({ files }) => {
  it('has no problem, and what can be checked is checked to the end', async () => {
    const { problems, omissions } = await checkProject(new Map(Object.entries(files)))
    expect(problems).toEqual([])
    expect(omissions.filter(({ path }) => !NOT_CHECKED.test(path))).toEqual([])
  })

  it('says how it is used, and how it is worked on', () => {
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['README.md', 'AGENTS.md']))
    expect(normalizePaths(Object.keys(files)).ok).toBe(true)
  })

  it('names every version of what it needs exactly', () => {
    const manifest = JSON.parse(files['package.json'] ?? '{}') as Record<string, Record<string, string>>
    const versions = Object.values({ ...manifest['dependencies'], ...manifest['devDependencies'] })
    const pinned = (files['requirements.txt'] ?? '').split('\n').filter((line) => line !== '')
    for (const version of [...versions, ...pinned]) expect(version).toMatch(/(?:^|==)\d+\.\d+\.\d+$/)
  })
})

describe('all templates together', () => {
  it('are a small part of the build', () => {
    expect(gzipSync(JSON.stringify(TEMPLATES)).length).toBeLessThan(20_000)
    expect(new Set(TEMPLATES.map(({ id }) => id)).size).toBe(TEMPLATES.length)
  })
})
