import { describe, expect, it } from 'vitest'
import { checkProject } from '../../src/checks/check-project.ts'
import { readCorpus } from './corpus.ts'

const projects = readCorpus('working')

describe('a working project has no problem', () => {
  it.each(projects)('$name', async ({ files, otherPaths }) => {
    const { problems } = await checkProject(files, otherPaths)
    expect(problems.map(({ path, line, message }) => `${path}:${line} ${message}`)).toEqual([])
  })

  it('in at least 150 projects, each of its own name', () => {
    expect(new Set(projects.map(({ name }) => name)).size).toBe(projects.length)
    expect(projects.length).toBeGreaterThanOrEqual(150)
  })
})
