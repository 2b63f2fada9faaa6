import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createWork } from '../../src/work.ts'
import { findJsonError } from '../../src/checks/json/json-syntax.ts'
import { messagesOf, problemsOf } from './check-files.ts'

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('JSON', () => {
  it('is judged as JSON.parse judges it', async () => {
    const piece = fc.constantFrom(
      ...'{}[],:"\\0-1.eE+ \n\ttruefalsn/*'.split(''),
      '"a"',
      '1.5e3',
      'true',
      'null',
      '\\u00e9',
      '\u0007',
      '\u0085',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join('')),
        async (text) => {
          expect((await findJsonError(text, createWork())) === undefined).toBe(isJson(text))
        },
      ),
      { numRuns: 3000 },
    )
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        expect(await findJsonError(text, createWork())).toBeUndefined()
      }),
    )
  })

  it.each([
    ['a trailing comma', '{\n  "a": 1,\n}', 3],
    ['a missing comma', '{\n  "a": 1\n  "b": 2\n}', 3],
    ['single quotes', "{\n  'a': 1\n}", 2],
    ['a comment', '{\n  // no\n  "a": 1\n}', 2],
    ['a bare key', '{ a: 1 }', 1],
    ['an open end', '{ "a": [1, 2\n', 2],
    ['an empty file', '', 1],
    ['text behind the value', '{}\n{}', 2],
    ['a line break in a string', '{ "a": "b\nc" }', 1],
  ])('%s is a syntax_error on its line', async (_name, text, line) => {
    expect(await problemsOf({ 'data.json': text })).toEqual([`data.json:${line} syntax_error`])
  })

  it.each([
    ['tsconfig.json', '{\n  // comment\n  "a": [1,], /* b */\n}'],
    ['tsconfig.app.json', '{ "a": 1, }'],
    ['settings.jsonc', '// c\n{}'],
    ['.vscode/settings.json', '{ "a": 1, // c\n}'],
    ['data.json', '\uFEFF{"a": 1, "a": 2}'],
    ['data.json', ' "a string" '],
  ])('%s may hold %j', async (path, text) => {
    expect(await problemsOf({ [path]: text })).toEqual([])
  })
})

describe('package.json', () => {
  it.each([
    ['[]'],
    ['{"name": 1}'],
    ['{"scripts": ["a"]}'],
    ['{"scripts": {"a": 1}}'],
    ['{"dependencies": {"a": null}}'],
    ['{"devDependencies": "a"}'],
  ])('%s is an invalid_manifest', async (text) => {
    expect(await problemsOf({ 'package.json': text })).toEqual(['package.json:undefined invalid_manifest'])
  })

  it('is free in all else', async () => {
    const manifest = {
      name: 'a',
      scripts: { b: 'c' },
      dependencies: {},
      bin: './x',
      exports: { '.': './x.js' },
      files: [],
    }
    expect(await messagesOf({ 'package.json': JSON.stringify(manifest) })).toEqual([])
  })
})
