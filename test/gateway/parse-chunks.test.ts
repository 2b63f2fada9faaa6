import { afterEach, describe, expect, it, vi } from 'vitest'
import { createChunkParser } from '../../src/gateway/parse-chunks.ts'

const chunkOf = (delta: object, more: object = {}) =>
  JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason: null }], usage: null, ...more })
const say = (content: string) => chunkOf({ content })

/** What JSON.parse gives or throws, as something to compare. */
function resultOf(parse: (json: string) => unknown, json: string): unknown {
  try {
    return { parsed: parse(json) }
  } catch (error) {
    return { thrown: String(error) }
  }
}

function expectAsParsed(...chunks: string[]): void {
  const parse = createChunkParser()
  for (const json of chunks) expect(resultOf(parse, json)).toEqual(resultOf(JSON.parse, json))
}

describe('the chunks of an answer', () => {
  afterEach(() => void vi.restoreAllMocks())

  it('are parsed once where they differ in their text alone', () => {
    const chunks = Array.from({ length: 100 }, (_, at) => say(` word${at}`))
    const expected = chunks.map((json) => JSON.parse(json) as unknown)
    const spy = vi.spyOn(JSON, 'parse')
    const parse = createChunkParser()
    expect(chunks.map((json) => parse(json))).toEqual(expected)
    // One of them is a trial.
    expect(spy).toHaveBeenCalledTimes(2)
  })

  it('are not compared for long where they differ in more', () => {
    const spy = vi.spyOn(JSON, 'parse')
    const parse = createChunkParser()
    for (let at = 0; at < 100; at += 1) parse(chunkOf({ content: 'a' }, { padding: String(at) }))
    expect(spy.mock.calls.length).toBeLessThan(120)
  })

  it('are each as JSON.parse has them, whatever their texts are', () => {
    const texts = [
      'a',
      'b',
      '',
      '"',
      '\\',
      '\\"',
      '\n',
      '\u0000',
      'ж',
      '😀',
      '\ud800',
      '\u2028',
      '","content":"x',
      '\u{10fffd}',
    ]
    expectAsParsed(...texts.flatMap((text) => [say('a'), say(text), say(text), say('b')]))
    for (const text of texts) expectAsParsed(say(text), say('a'), say(text))
  })

  it.each([
    ['a role', [chunkOf({ role: 'assistant', content: '' }), say('a'), say('b')]],
    [
      'thoughts, then text',
      [chunkOf({ reasoning_content: 'a' }), chunkOf({ reasoning_content: 'b' }), say('a'), say('b')],
    ],
    ['two texts', [chunkOf({ content: 'a', refusal: 'b' }), chunkOf({ content: 'c', refusal: 'b' })]],
    ['the same text twice', [chunkOf({ content: 'a' }, { id: 'a' }), chunkOf({ content: 'b' }, { id: 'a' })]],
    ['a text that is the name of its field', [say('content'), say('a'), say('b')]],
    ['an end', [say('a'), chunkOf({}, { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }), say('b')]],
    ['two choices', [say('a'), say('b').replace(']', ',{"index":1,"delta":{"content":"c"}}]'), say('d')]],
    ['a field twice', ['a', 'b', 'c'].map((text) => `{"choices":[{"delta":{"content":"${text}","content":"x"}}]}`)],
    [
      'a field twice, the other way',
      ['a', 'b', 'c'].map((text) => `{"choices":[{"delta":{"content":"x","content":"${text}"}}]}`),
    ],
    ['choices twice', ['a', 'b'].map((text) => `{"choices":[{"delta":{"content":"${text}"}}],"choices":[]}`)],
    [
      'the prototype',
      ['a', 'b'].map((text) => `{"choices":[{"delta":{"__proto__":"${text}"}}],"__proto__":{"error":1}}`),
    ],
    ['what is cut', [say('a'), say('b'), say('c').slice(0, -1), say('d').slice(0, -30)]],
    [
      'what ends a text',
      [say('a'), say('b'), say('c').replace('"c"', '"c"d"'), say('c').replace('"c"', '"c","x":"d"')],
    ],
    ['a control', [say('a'), say('b'), say('c').replace('"c"', '"\n"'), say('c').replace('"c"', '"\u001f"')]],
    ['a broken escape', [say('a'), say('b'), say('c').replace('"c"', '"\\x"'), say('c').replace('"c"', '"\\"')]],
    ['what stands between two texts', ['{"choices":[{"delta":{"content":"\\u002c"}}],"a":"b","c":1}', say('a')]],
    ['what is no object', [say('a'), 'null', '1', '"a"', '[]', '{"choices":null}', '{"choices":[null]}', '', say('b')]],
  ])('are as JSON.parse has them, with %s', (_, chunks) => {
    expectAsParsed(...chunks)
  })

  it('are each an object of its own', () => {
    const parse = createChunkParser()
    const [first, second, third] = [say('a'), say('b'), say('c')].map((json) => parse(json))
    expect([first, second, third]).toEqual([say('a'), say('b'), say('c')].map((json) => JSON.parse(json) as unknown))
  })
})
