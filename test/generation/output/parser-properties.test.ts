import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OutputEvent } from '../../../src/generation/output/events.ts'
import { renderFileBlock, renderPlanBlock } from '../../../src/generation/output/format.ts'
import { createOutputParser } from '../../../src/generation/output/parser.ts'
import type { Untagged } from '../../../src/generation/output/untagged.ts'

/** Of an answer that was asked for some files, and may change others. */
const untagged: Untagged = {
  formOf: (path) => (path === 'old.js' ? 'pairs' : 'whole'),
  asked: ['a.js', 'index.html', 'c.json'],
}

function parse(chunks: Iterable<Uint8Array | string>): OutputEvent[] {
  const parser = createOutputParser({ untagged })
  const events: OutputEvent[] = []
  for (const chunk of chunks) events.push(...parser.push(chunk))
  return [...events, ...parser.end()]
}

const encode = (text: string) => new TextEncoder().encode(text)

const anyText = fc.string({ unit: 'binary', maxLength: 12 })
const line = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('<file path="a.js">', '</file>', '<file path="b.md" end="X1">', '</file X1>'),
  },
  fc.constantFrom('<plan title="T">', '- a.js: code', '</plan>', '<edit path="a.js">', '</edit>', '<delete path="x"/>'),
  fc.constantFrom(
    '<<<<<<< SEARCH',
    '=======',
    '>>>>>>> REPLACE',
    '```',
    '```js',
    '~~~~',
    '',
    '  ',
    '<file>',
    '<rename from="a"/>',
  ),
  fc.constantFrom(
    '1</file>',
    '</File>',
    '</file X2>',
    '<File name="d.js">',
    '<file path="e.js">x',
    '<file path="f.js">x</file>',
    '>>>>>>> REPLACE</edit>',
  ),
  fc.constantFrom(
    '<boltArtifact id="i">',
    '<boltAction type="file" filePath="g.js">1',
    '2</boltAction>',
    '</boltArtifact>',
  ),
  fc.constantFrom(
    '<boltAction type="shell">',
    '<think>',
    'so</think>And',
    '</think>',
    '```html',
    '```json',
    '```js:h.js',
  ),
  fc.constantFrom(
    '### index.html',
    '**a.js**',
    'old.js:',
    '{',
    '[{"path": "a.js",',
    '"content": "x"}]',
    '1. a.js: code',
  ),
  fc.constantFrom('let 世界 = "🌍"', '\uFEFFmark', '<file path="a.js"', ' <file path="c">', '</file', '\u0000'),
  anyText,
)
const answer = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\r\n', '')), { maxLength: 24 })
  .map((parts) => parts.flat().join(''))

/** The pieces between the given cuts, in order. */
function pieces(whole: Uint8Array | string, cuts: number[]): (Uint8Array | string)[] {
  const sorted = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].toSorted((a, b) => a - b)
  return sorted.slice(1).map((to, index) => whole.slice(sorted[index], to))
}

describe('the events of an answer', () => {
  it('are the same in one piece and cut in two at every position', () => {
    fc.assert(
      fc.property(answer, (text) => {
        const bytes = encode(text)
        const whole = parse([bytes])
        expect(parse([text])).toEqual(whole)
        for (let at = 0; at <= bytes.length; at++) expect(parse(pieces(bytes, [at]))).toEqual(whole)
      }),
      { numRuns: 150 },
    )
  })

  it('are the same in random pieces of bytes or of text', () => {
    fc.assert(
      fc.property(answer, fc.array(fc.nat(500), { maxLength: 40 }), (text, cuts) => {
        const whole = parse([text])
        expect(parse(pieces(text, cuts))).toEqual(whole)
        expect(parse(pieces(encode(text), cuts))).toEqual(whole)
      }),
      { numRuns: 1000 },
    )
  })

  it('are the same for bytes that are not UTF-8, which never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(200), { maxLength: 20 }), (bytes, cuts) => {
        expect(parse(pieces(bytes, cuts))).toEqual(parse([bytes]))
      }),
      { numRuns: 500 },
    )
  })

  it('end every started file and edit exactly once, a file with the lines that were shown', () => {
    fc.assert(
      fc.property(answer, (text) => {
        let open: { path: string; shown: string } | undefined
        for (const event of parse([text])) {
          if (event.type === 'file.started') {
            expect(open).toBeUndefined()
            open = { path: event.path, shown: '' }
          } else if (event.type === 'file.delta') {
            expect(event.path).toBe(open?.path)
            if (open !== undefined) open.shown += event.text
          } else if (event.type === 'file.completed' || event.type === 'file.cut') {
            expect(event.path).toBe(open?.path)
            if (event.type === 'file.completed') expect(event.content).toBe(open?.shown)
            else expect(event.content.startsWith(open?.shown ?? 'none')).toBe(true)
            open = undefined
          } else if (event.type === 'edit' || (event.type === 'problem' && event.path === open?.path)) {
            if (event.type === 'edit') expect(event.path).toBe(open?.path)
            open = undefined
          }
        }
        expect(open).toBeUndefined()
      }),
      { numRuns: 1000 },
    )
  })
})

describe('renderFileBlock', () => {
  const content = fc
    .array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 12 })
    .map((parts) => parts.flat().join(''))
  const path = fc.string({ minLength: 1, maxLength: 30 }).filter((text) => text.trim() === text)

  it('is read back byte for byte, whatever the files hold', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(path, content), { maxLength: 4 }), (files) => {
        const wellFormed = files.map(([name, body]) => ({ path: name, content: body.toWellFormed() }))
        const text = wellFormed.map((file) => renderFileBlock(file.path, file.content)).join('')
        const read = parse([text]).filter((event) => event.type !== 'file.started' && event.type !== 'file.delta')
        expect(read).toEqual(wellFormed.map((file) => ({ type: 'file.completed', ...file })))
      }),
      { numRuns: 1000 },
    )
  })

  it('adds the newline that a last line lacks', () => {
    expect(renderFileBlock('a', 'x')).toBe('<file path="a">\nx\n</file>\n')
  })

  it('takes an end marker only when the content needs one, and one that the content does not hold', () => {
    expect(renderFileBlock('a', 'x </file> y\n')).not.toContain('end=')
    expect(renderFileBlock('a', '</file>\n</file X1>\n')).toBe(
      '<file path="a" end="X2">\n</file>\n</file X1>\n</file X2>\n',
    )
  })
})

describe('renderPlanBlock', () => {
  it('is read back, whatever characters the title has', () => {
    const title = fc
      .array(fc.constantFrom('&', '"', '<', '>', "'", '&quot;', '&#39;', '</plan>', 'name', ' ', '世'))
      .map((parts) => parts.join('').trim())
    fc.assert(
      fc.property(title, (text) => {
        const plan = { title: text, summary: 'What it does.', files: [{ path: 'a.js', purpose: 'code' }] }
        expect(parse([renderPlanBlock(plan)])).toEqual([{ type: 'plan', ...plan }])
      }),
    )
  })
})

describe('the work for an answer', () => {
  function workFor(text: string, chunkBytes: number): number {
    const meter = { characters: 0 }
    const parser = createOutputParser({ meter, untagged })
    const bytes = encode(text)
    for (let at = 0; at < bytes.length; at += chunkBytes) parser.push(bytes.subarray(at, at + chunkBytes))
    parser.end()
    return meter.characters
  }
  const file = (sizeBytes: number, lineChars: number) =>
    `<file path="a.js">\n${`${'x'.repeat(lineChars - 1)}\n`.repeat(sizeBytes / lineChars)}</file>\n`

  it.each([64, 4096, 512 * 1024])(
    'is linear in its length, a byte at a time, with lines of %i characters',
    (lineChars) => {
      const text = file(1024 * 1024, lineChars).repeat(2)
      expect(workFor(text, 1)).toBe(workFor(text, text.length))
      expect(workFor(text, 1)).toBeLessThan(4 * text.length)
    },
  )

  it.each([
    ['a file that may have been closed', `<file path="a.js">\n1</file>\n${'x\n'.repeat(200_000)}</file>\n`],
    ['a file that was closed, and prose', `<file path="a.js">\n1</file>\n${'x\n'.repeat(200_000)}<file path="b">\n`],
    [
      'closings that each may be one',
      `<file path="a.js" end="X1">\n${'</file>\n<file path="b" end="X2">\n'.repeat(20_000)}`,
    ],
    ['a code fence with a path', `a.js\n\`\`\`js\n${'x\n'.repeat(200_000)}\`\`\`\n`],
    ['thinking', `<think>\n${'</thin\n'.repeat(100_000)}</think>\n`],
  ])('is linear in its length for %s, a hundred bytes at a time', (_, text) => {
    expect(workFor(text, 100)).toBeLessThan(6 * text.length)
  })
})
