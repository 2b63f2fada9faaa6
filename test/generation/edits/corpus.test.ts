import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { applyEdits } from '../../../src/generation/edits/apply-edits.ts'
import type { OutputEvent, SearchReplace } from '../../../src/generation/output/events.ts'
import { createOutputParser } from '../../../src/generation/output/parser.ts'

// A file of the corpus is a text, some changes of it, and cases that change it: a search text and a replacement, and the
// result, or the reason why there must be none. · is a blank at the end of a line, ␉ a tab, ␍ the CR of a CR LF.
const FOLDER = new URL('../../corpus/edits/', import.meta.url)

type Case = { name: string; file: string; search: string; replace: string; outcome: string; result: string | undefined }

function readCases(name: string): Case[] {
  const [head = '', ...cases] = readFileSync(new URL(name, FOLDER), 'utf8').split(/^=== /m)
  const known = sectionsOf(head)
  return cases.map((text) => {
    const sections = sectionsOf(text)
    const read = (section: string) => sections.get(section) ?? known.get(section) ?? ''
    const outcome = [...sections.keys()].at(-1) ?? ''
    const change = outcome.replace(/^gives ?/, '')
    const isResult = outcome.startsWith('gives')
    return {
      name: text.split('\n', 1)[0] ?? '',
      file: read('file'),
      search: read('search'),
      replace: read('replace'),
      outcome: isResult ? 'applied' : outcome,
      result: isResult ? (change === '' ? read('gives') : read(change)) : undefined,
    }
  })
}

/** The sections of a case by their headings; a blank line at its end parts it from the next case. */
function sectionsOf(text: string): Map<string, string> {
  const parts = text.replace(/\n$/, '').split(/^--- /m).slice(1)
  return new Map(
    parts.map((part) => {
      const [heading = ''] = part.split('\n', 1)
      const body = part.slice(heading.length + 1)
      return [heading, body.replaceAll('·', ' ').replaceAll('␉', '\t').replaceAll('␍', '\r')]
    }),
  )
}

/** The pair as an answer brings it, in which a line of `=======` is no different from the one between the sides. */
function pairOf({ search, replace }: Case): SearchReplace[] {
  const parser = createOutputParser()
  const answer = `<edit path="a">\n<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n</edit>\n`
  const events: OutputEvent[] = [...parser.push(answer), ...parser.end()]
  return events.flatMap((event) => (event.type === 'edit' ? event.edits : []))
}

const all = readdirSync(FOLDER).map((name) => ({ name, cases: readCases(name) }))

describe('the corpus of edits', () => {
  it('has at least 200 cases', () => {
    expect(all.flatMap(({ cases }) => cases).length).toBeGreaterThanOrEqual(200)
  })

  describe.each(all)('$name', ({ cases }) => {
    it.each(cases)('$name', async (edit) => {
      const result = await applyEdits(edit.file, pairOf(edit))
      expect(result.ok ? result.content : undefined).toBe(edit.result)
      expect(result.ok ? 'applied' : result.failures[0]?.reason).toBe(edit.outcome)
    })
  })
})
