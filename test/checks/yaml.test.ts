import { describe, expect, it } from 'vitest'
import { checkFiles, messagesOf, problemsOf } from './check-files.ts'

describe('a YAML file', () => {
  it.each([
    ['a tab as indentation', 'a:\n\tb: 1\n', 'a.yml:2 syntax_error'],
    ['a second colon', 'a: b: c\n', 'a.yml:1 syntax_error'],
    ['a list that is not closed', 'a: [1,\nb: 2\n', 'a.yml:2 syntax_error'],
    ['a quote that is not closed', 'a: "x\n', 'a.yml:2 syntax_error'],
    ['an indentation between two others', 'a:\n  - 1\n - 2\n', 'a.yml:3 syntax_error'],
    ['an error in a later document', 'a: 1\n---\nb: @c\n', 'a.yml:3 syntax_error'],
  ])('with %s is a problem, told once', async (_, text, problem) => {
    expect(await problemsOf({ 'a.yml': text })).toEqual([problem])
  })

  it.each([
    ['several documents, comments and nothing', '# first\n---\na: 1\n---\n---\nb: 2\n'],
    ['tags, anchors and merges of its reader', 'a: &a !Ref x\nb:\n  <<: *a\nc: !!set {d}\n'],
    ['expressions of a workflow', 'on: push\nrun: ${{ github.ref }}\n'],
    ['a template within quotes', 'url: "{{ host }}/x"\n'],
    ['JSON', '{"a": [1, "x"]}'],
    ['a bracket that is closed at the margin', 'a: [\n  1\n]\n'],
  ])('with %s is checked, and is none', async (_, text) => {
    const { problems, checkedFiles } = await checkFiles({ 'a.yaml': text })
    expect([problems, checkedFiles]).toEqual([[], 1])
  })

  it.each([
    ['a template outside of quotes', 'a: {{ .Values.a }}\nb\n', 'unknown_syntax'],
    ['more than is read in one go', 'a: 1\n'.repeat(5000), 'too_large'],
    ['more levels than can be followed', '- '.repeat(20_000), 'too_large'],
  ])('with %s is not checked, and says so', async (_, text, reason) => {
    const { problems, omissions } = await checkFiles({ 'a.yml': text })
    expect([problems, omissions]).toEqual([[], [{ path: 'a.yml', reason }]])
  })

  it('tells what is wrong, and that it is of YAML', async () => {
    expect(await messagesOf({ 'a.yml': 'a:\n\tb: 1\n' })).toEqual(['YAML: Tabs are not allowed as indentation'])
  })
})
