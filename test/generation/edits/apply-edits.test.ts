import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyEdits } from '../../../src/generation/edits/apply-edits.ts'
import { createWork } from '../../../src/work.ts'

async function edit(content: string, search: string, replace: string): Promise<string> {
  const result = await applyEdits(content, [{ search, replace }])
  return result.ok ? result.content : `failed: ${result.failures[0]?.reason}`
}

describe('an exact match', () => {
  it('replaces whole lines when the search text ends with a newline', async () => {
    expect(await edit('xfoo\nfoo\nfoox\n', 'foo\n', 'bar\nbaz\n')).toBe('xfoo\nbar\nbaz\nfoox\n')
    expect(await edit('a\nb\nc\n', 'b\n', '')).toBe('a\nc\n')
  })

  it('replaces text within a line', async () => {
    expect(await edit('let a = 1; let b = 2', 'b = 2', 'b = 3')).toBe('let a = 1; let b = 3')
    expect(await edit('  color: red; top: 0\n', 'red\n', 'blue\n')).toBe('  color: blue; top: 0\n')
  })

  it('takes patterns of the replacement literally', async () => {
    expect(await edit('a\n', 'a\n', "$& $1 $' $$\n")).toBe("$& $1 $' $$\n")
  })

  it('reaches the last line of a content without a final newline, and adds none', async () => {
    expect(await edit('a\nb', 'b\n', 'c\n')).toBe('a\nc')
    expect(await edit('a\nb', 'b\n', '')).toBe('a')
    expect(await edit('b\na\nb', 'b\n', 'c\n')).toBe('failed: ambiguous')
  })

  it('refuses what occurs more than once, overlapping occurrences included', async () => {
    expect(await edit('a\nb\na\n', 'a\n', 'c\n')).toBe('failed: ambiguous')
    expect(await edit('aaa', 'aa', 'b')).toBe('failed: ambiguous')
  })

  it.each(['', '\n', ' \n\t\n'])('refuses the empty search text %j', async (search) => {
    expect(await edit('a\n\nb\n', search, 'c\n')).toBe('failed: empty_search')
  })
})

describe('a normalised match', () => {
  it('ignores trailing blanks', async () => {
    expect(await edit('a  \nb\t\nc\n', 'a\nb \n', 'x\n')).toBe('x\nc\n')
  })

  it('finds LF text in a CR LF file and writes CR LF', async () => {
    expect(await edit('a\r\nb\r\nc\r\n', 'a\nb\n', 'x\ny\n')).toBe('x\r\ny\r\nc\r\n')
  })

  it('finds CR LF text in an LF file and writes LF', async () => {
    expect(await edit('a\nb\nc\n', 'a\r\nb\r\n', 'x\r\ny\r\n')).toBe('x\ny\nc\n')
  })

  it('shifts the replacement as the content is shifted, deeper or shallower', async () => {
    const content = 'class A {\n    run() {\n      go()\n    }\n}\n'
    const search = 'run() {\n  go()\n}\n'
    expect(await edit(content, search, 'run() {\n  if (ok) {\n    go()\n  }\n\n}\n')).toBe(
      'class A {\n    run() {\n      if (ok) {\n        go()\n      }\n\n    }\n}\n',
    )
    expect(await edit('a(\n  b\n)\n', '\t\ta(\n\t\t  b\n\t\t)\n', '\t\tc(\n\td\n')).toBe('c(\nd\n')
  })

  it('does not accept a shift that differs between lines', async () => {
    expect(await edit('if (a)\n  b()\nc()\n', '  if (a)\n b()\n', 'x\n')).toBe('failed: not_found')
  })

  it('refuses two places that are equal but for their indentation', async () => {
    expect(await edit('{\n  a()\n  b()\n}\n{\n    a()\n    b()\n}\n', 'a()\nb()\n', 'c()\n')).toBe('failed: ambiguous')
  })

  it('prefers the exact match among places that differ by indentation', async () => {
    expect(await edit('  a()\n    a()\n', '  a()\n', '  b()\n')).toBe('  b()\n    a()\n')
  })
})

describe('several edits', () => {
  it('apply in order, each to the result of the one before', async () => {
    const edits = [
      { search: 'a\n', replace: 'b\nc\n' },
      { search: 'c\n', replace: 'd\n' },
    ]
    expect(await applyEdits('a\n', edits)).toEqual({ ok: true, content: 'b\nd\n', loose: [] })
  })

  it('are all refused when one fails, and every failure is named', async () => {
    const edits = [
      { search: 'a\n', replace: 'b\n' },
      { search: 'gone\n', replace: '' },
      { search: 'x\n', replace: '' },
      { search: ' ', replace: '' },
    ]
    expect(await applyEdits('a\nx\ny\nx\n', edits)).toMatchObject({
      ok: false,
      failures: [
        { index: 1, reason: 'not_found' },
        { index: 2, reason: 'ambiguous', places: [{ startLine: 1 }, { startLine: 1 }] },
        { index: 3, reason: 'empty_search' },
      ],
    })
  })
})

describe('the nearest region', () => {
  it('is where most of the words are, by line number from 1', async () => {
    const content = 'import x\n\nfunction total(items) {\n  return items.length\n}\n\nfunction other() {}\n'
    const search = 'function total(list) {\n  return list.size\n}\n'
    expect(await applyEdits(content, [{ search, replace: '' }])).toMatchObject({
      failures: [{ nearest: { startLine: 3, endLine: 5, text: 'function total(items) {\n  return items.length\n}' } }],
    })
  })

  it('stays within a content that is shorter than the search text', async () => {
    const search = `${'const before = 1\n'.repeat(5)}const answer = compute(41)\n`
    const result = await applyEdits('const answer = compute(42)', [{ search, replace: '' }])
    expect(result).toMatchObject({ failures: [{ nearest: { startLine: 1, endLine: 1 } }] })
  })
})

describe('whatever the texts', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', '  a', '\t', '{', 'a b', ''), { maxLength: 8 })
    .map((all) => all.join('\n'))

  it('an edit of text that is there exactly once gives the text with it replaced', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, text, fc.string(), async (before, after, search, replace) => {
        const content = `${before}\n<<${search}>>\n${after}`
        expect(await edit(content, `<<${search}>>`, replace)).toBe(`${before}\n${replace}\n${after}`)
      }),
    )
  })

  it('a failure names its edit, and the nearest region is the text at those lines', async () => {
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.array(fc.record({ search: text, replace: text }), { maxLength: 3 }),
        async (content, edits) => {
          const result = await applyEdits(content, edits)
          if (result.ok) return
          expect(result.failures.length).toBeGreaterThan(0)
          for (const { index, nearest } of result.failures) {
            expect(edits[index]).toBeDefined()
            if (nearest === undefined) continue
            const region = content.split('\n').slice(nearest.startLine - 1, nearest.endLine)
            expect(nearest.text).toBe(region.join('\n'))
          }
        },
      ),
    )
  })

  it('edits that take too much work are refused as too many', async () => {
    const content = 'a\n'.repeat(1000)
    const edits = [{ search: `${'a\n'.repeat(500)} a\n`, replace: '' }]
    expect(await applyEdits(content, edits, createWork({ limit: 5000 }))).toEqual({
      ok: false,
      failures: [{ index: 0, reason: 'too_many_edits' }],
    })
  })

  it('the nearest region is left out when looking for it takes too much work', async () => {
    const content = 'const answer = compute(42)\n'.repeat(200)
    const edits = [{ search: 'const answer = compute(41)\n', replace: '' }]
    expect(await applyEdits(content, edits, createWork({ limit: 1000 }))).toEqual({
      ok: false,
      failures: [{ index: 0, reason: 'not_found' }],
    })
  })

  it('repetition does not make the search quadratic', async () => {
    const content = 'a\n'.repeat(250_000)
    expect(await edit(content, `b${'a'.repeat(500_000)}`, '')).toBe('failed: not_found')
    expect(await edit(content, `${'a\n'.repeat(125_000)}b\n`, '')).toBe('failed: not_found')
    expect(await edit(content, ` ${'a\n'.repeat(125_000)}`, '')).toBe('failed: ambiguous')
  })
})
