import { describe, expect, it } from 'vitest'
import { checkProject } from '../../../src/checks/check-project.ts'
import { judge } from '../../../src/cli/eval/judge.ts'
import { makeProject } from '../../../src/cli/eval/make-project.ts'
import { chooseCases, SUITE } from '../../../src/cli/eval/suite.ts'

const withStart = SUITE.flatMap((one) => (one.start === undefined ? [] : [{ ...one, start: one.start }]))
const problemsOf = async (files: Map<string, string>) => (await checkProject(files)).problems

describe('the suite of prompts', () => {
  it('has at least forty, each with a name of its own, in two languages and of three kinds', () => {
    expect(SUITE.length).toBeGreaterThanOrEqual(40)
    expect(new Set(SUITE.map(({ name }) => name)).size).toBe(SUITE.length)
    const russian = SUITE.filter(({ prompt }) => /[а-яё]{3}/i.test(prompt))
    expect(russian.length).toBeGreaterThanOrEqual(10)
    expect(SUITE.length - russian.length).toBeGreaterThanOrEqual(25)
    for (const group of ['app', 'edit', 'repair']) expect(chooseCases([group]).length).toBeGreaterThanOrEqual(10)
  })

  it('changes projects of 5 to 200 files', () => {
    const sizes = withStart.map(({ start }) => makeProject({ ...start, defects: [] }).size)
    expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([5, 200])
    expect(sizes).toEqual(withStart.map(({ start }) => start.files))
  })

  it.each(withStart)(
    'begins $name with a project that has no fault but those that are put into it',
    async ({ start }) => {
      const whole = { ...start, defects: [] }
      expect(await problemsOf(makeProject(whole))).toEqual([])
      expect(makeProject(start)).toEqual(makeProject(start))
      const found = await problemsOf(makeProject(start))
      expect(found.length > 0).toBe(start.defects !== undefined)
    },
  )

  it.each(withStart)('does not take $name for done when nothing was done', async (one) => {
    const files = makeProject(one.start)
    expect(await judge(one, 'succeeded', files, files)).not.toEqual([])
  })

  it.each(withStart)('names in $name files that are there', ({ start, mayChange = [] }) => {
    const files = makeProject({ ...start, defects: [] })
    for (const path of mayChange) expect([...files.keys()]).toContain(path)
  })

  it('takes a repair for done when the defect is gone, and not when another file was changed', async () => {
    for (const one of withStart.filter(({ group }) => group === 'repair')) {
      const broken = makeProject(one.start)
      const whole = makeProject({ ...one.start, defects: [] })
      expect([one.name, await judge(one, 'succeeded', broken, whole)]).toEqual([one.name, []])
      const stray = new Map(whole).set('README.md', 'Another text\n')
      expect(await judge(one, 'succeeded', broken, stray)).toEqual(['README.md was changed, which nobody asked for'])
    }
  })

  it('tells what is missing, what is there still, and what the check has found', async () => {
    const one = {
      name: 'x',
      group: 'app',
      prompt: 'x',
      files: ['a.js'],
      has: { 'b.js': ['one'] },
      lacks: { '*': ['two'] },
    } as const
    const expected = { ...one, files: [...one.files], has: { 'b.js': ['one'] }, lacks: { '*': ['two'] } }
    expect(await judge(expected, 'partial', new Map(), new Map([['b.js', 'let two = (']]))).toEqual([
      'the run ended as partial',
      'a.js is missing',
      'b.js lacks /one/',
      'the project still has /two/',
      expect.stringMatching(/^b\.js:1: /),
    ])
    expect(await judge({ name: 'x', group: 'app', prompt: 'x' }, 'succeeded', new Map(), new Map())).toEqual([
      'there is no file',
    ])
  })
})
