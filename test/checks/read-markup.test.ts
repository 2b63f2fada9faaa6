import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMarkup } from '../../src/checks/markup/read-markup.ts'
import { createReport } from '../../src/checks/report.ts'
import { createWork } from '../../src/work.ts'

const PIECES = (
  '< > </ /> <div> </div> <p> <script> </script> </scr <style> </style> <title> </title> <textarea> <svg> </svg> <!-- --> - ' +
  '<![CDATA[ ]]> <!doctype html> <?xml ?> " \' = id=a href="b" a b & &amp; <br/> <template> {{ }} é 🎉'
).split(' ')

describe('readMarkup', () => {
  it('finds the same whatever pieces the tokenizer is fed', async () => {
    const text = fc
      .array(fc.oneof(fc.constantFrom(...PIECES, ' ', '\n'), fc.string({ maxLength: 4 })), { maxLength: 25 })
      .map((parts) => parts.join(''))
    const read = async (source: string, isXml: boolean, pieceChars: number) => {
      const report = createReport('a.html', source)
      const markup = await readMarkup(source, report, createWork(), { isXml, pieceChars })
      return { markup, problems: report.problems }
    }
    await fc.assert(
      fc.asyncProperty(text, fc.boolean(), fc.integer({ min: 1, max: 9 }), async (source, isXml, pieceChars) => {
        expect(await read(source, isXml, pieceChars)).toEqual(await read(source, isXml, source.length + 1))
      }),
      { numRuns: 1000 },
    )
  })

  it('follows tags no deeper than a page can nest them', async () => {
    const report = createReport('a.html', '')
    await readMarkup('<i>'.repeat(5000) + '</i>'.repeat(5000), report, createWork())
    expect(report.problems.map(({ message }) => message)).toEqual([
      '<i> is nested too deeply: close the tags before it.',
    ])
  })
})
