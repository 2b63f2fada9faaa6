import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyEdits } from '../../../src/generation/edits/apply-edits.ts'

function edit(content: string, search: string, replace: string): string {
  const result = applyEdits(content, [{ search, replace }])
  return result.ok ? result.content : `failed: ${result.failures[0]?.reason}`
}

describe('an exact match', () => {
  it('replaces whole lines when the search text ends with a newline', () => {
    expect(edit('xfoo\nfoo\nfoox\n', 'foo\n', 'bar\nbaz\n')).toBe('xfoo\nbar\nbaz\nfoox\n')
    expect(edit('a\nb\nc\n', 'b\n', '')).toBe('a\nc\n')
  })

  it('replaces text within a line', () => {
    expect(edit('let a = 1; let b = 2', 'b = 2', 'b = 3')).toBe('let a = 1; let b = 3')
    expect(edit('  color: red; top: 0\n', 'red\n', 'blue\n')).toBe('  color: blue; top: 0\n')
  })

  it('takes patterns of the replacement literally', () => {
    expect(edit('a\n', 'a\n', "$& $1 $' $$\n")).toBe("$& $1 $' $$\n")
  })

  it('reaches the last line of a content without a final newline, and adds none', () => {
    expect(edit('a\nb', 'b\n', 'c\n')).toBe('a\nc')
    expect(edit('a\nb', 'b\n', '')).toBe('a')
    expect(edit('b\na\nb', 'b\n', 'c\n')).toBe('failed: ambiguous')
  })

  it('refuses what occurs more than once, overlapping occurrences included', () => {
    expect(edit('a\nb\na\n', 'a\n', 'c\n')).toBe('failed: ambiguous')
    expect(edit('aaa', 'aa', 'b')).toBe('failed: ambiguous')
  })

  it.each(['', '\n', ' \n\t\n'])('refuses the empty search text %j', (search) => {
    expect(edit('a\n\nb\n', search, 'c\n')).toBe('failed: empty_search')
  })
})

describe('a normalised match', () => {
  it('ignores trailing blanks', () => {
    expect(edit('a  \nb\t\nc\n', 'a\nb \n', 'x\n')).toBe('x\nc\n')
  })

  it('finds LF text in a CR LF file and writes CR LF', () => {
    expect(edit('a\r\nb\r\nc\r\n', 'a\nb\n', 'x\ny\n')).toBe('x\r\ny\r\nc\r\n')
  })

  it('finds CR LF text in an LF file and writes LF', () => {
    expect(edit('a\nb\nc\n', 'a\r\nb\r\n', 'x\r\ny\r\n')).toBe('x\ny\nc\n')
  })

  it('shifts the replacement as the content is shifted, deeper or shallower', () => {
    const content = 'class A {\n    run() {\n      go()\n    }\n}\n'
    const search = 'run() {\n  go()\n}\n'
    expect(edit(content, search, 'run() {\n  if (ok) {\n    go()\n  }\n\n}\n')).toBe(
      'class A {\n    run() {\n      if (ok) {\n        go()\n      }\n\n    }\n}\n',
    )
    expect(edit('a(\n  b\n)\n', '\t\ta(\n\t\t  b\n\t\t)\n', '\t\tc(\n\td\n')).toBe('c(\nd\n')
  })

  it('does not accept a shift that differs between lines', () => {
    expect(edit('if (a)\n  b()\nc()\n', '  if (a)\n b()\n', 'x\n')).toBe('failed: not_found')
  })

  it('refuses two places that are equal but for their indentation', () => {
    expect(edit('{\n  a()\n  b()\n}\n{\n    a()\n    b()\n}\n', 'a()\nb()\n', 'c()\n')).toBe('failed: ambiguous')
  })

  it('prefers the exact match among places that differ by indentation', () => {
    expect(edit('  a()\n    a()\n', '  a()\n', '  b()\n')).toBe('  b()\n    a()\n')
  })
})

describe('several edits', () => {
  it('apply in order, each to the result of the one before', () => {
    const edits = [
      { search: 'a\n', replace: 'b\nc\n' },
      { search: 'c\n', replace: 'd\n' },
    ]
    expect(applyEdits('a\n', edits)).toEqual({ ok: true, content: 'b\nd\n' })
  })

  it('are all refused when one fails, and every failure is named', () => {
    const edits = [
      { search: 'a\n', replace: 'b\n' },
      { search: 'gone\n', replace: '' },
      { search: 'x\n', replace: '' },
      { search: ' ', replace: '' },
    ]
    expect(applyEdits('a\nx\ny\nx\n', edits)).toEqual({
      ok: false,
      failures: [
        { index: 1, reason: 'not_found' },
        { index: 2, reason: 'ambiguous' },
        { index: 3, reason: 'empty_search' },
      ],
    })
  })
})

describe('the nearest region', () => {
  it('is where most of the words are, by line number from 1', () => {
    const content = 'import x\n\nfunction total(items) {\n  return items.length\n}\n\nfunction other() {}\n'
    const search = 'function total(list) {\n  return list.size\n}\n'
    expect(applyEdits(content, [{ search, replace: '' }])).toMatchObject({
      failures: [{ nearest: { startLine: 3, endLine: 5, text: 'function total(items) {\n  return items.length\n}' } }],
    })
  })

  it('stays within a content that is shorter than the search text', () => {
    const search = `${'const before = 1\n'.repeat(5)}const answer = compute(41)\n`
    const result = applyEdits('const answer = compute(42)', [{ search, replace: '' }])
    expect(result).toMatchObject({ failures: [{ nearest: { startLine: 1, endLine: 1 } }] })
  })
})

describe('whatever the texts', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', '  a', '\t', '{', 'a b', ''), { maxLength: 8 })
    .map((all) => all.join('\n'))

  it('an edit of text that is there exactly once gives the text with it replaced', () => {
    fc.assert(
      fc.property(text, text, text, fc.string(), (before, after, search, replace) => {
        const content = `${before}\n<<${search}>>\n${after}`
        expect(edit(content, `<<${search}>>`, replace)).toBe(`${before}\n${replace}\n${after}`)
      }),
    )
  })

  it('a failure names its edit, and the nearest region is the text at those lines', () => {
    fc.assert(
      fc.property(text, fc.array(fc.record({ search: text, replace: text }), { maxLength: 3 }), (content, edits) => {
        const result = applyEdits(content, edits)
        if (result.ok) return
        expect(result.failures.length).toBeGreaterThan(0)
        for (const { index, nearest } of result.failures) {
          expect(edits[index]).toBeDefined()
          if (nearest === undefined) continue
          const region = content.split('\n').slice(nearest.startLine - 1, nearest.endLine)
          expect(nearest.text).toBe(region.join('\n'))
        }
      }),
    )
  })

  it('repetition does not make the search quadratic', () => {
    const content = 'a\n'.repeat(250_000)
    expect(edit(content, `b${'a'.repeat(500_000)}`, '')).toBe('failed: not_found')
    expect(edit(content, `${'a\n'.repeat(125_000)}b\n`, '')).toBe('failed: not_found')
    expect(edit(content, ` ${'a\n'.repeat(125_000)}`, '')).toBe('failed: ambiguous')
  })
})
