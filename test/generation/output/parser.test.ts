import { describe, expect, it } from 'vitest'
import { MAX_FILE_BYTES } from '../../../src/services/stored-limits.ts'
import type { OutputEvent } from '../../../src/generation/output/events.ts'
import { createOutputParser } from '../../../src/generation/output/parser.ts'

function parse(answer: string): OutputEvent[] {
  const parser = createOutputParser()
  return [...parser.push(answer), ...parser.end()]
}

/** The events without the line-by-line progress and without what is told of forms that were mended. */
function outline(answer: string): OutputEvent[] {
  const left = new Set(['file.delta', 'file.started', 'mended'])
  return parse(answer).filter(({ type }) => !left.has(type))
}

const lines = (...text: string[]) => text.map((line) => `${line}\n`).join('')
const prose = (text: string): OutputEvent => ({ type: 'prose', text })
const completed = (path: string, content: string): OutputEvent => ({ type: 'file.completed', path, content })

describe('a well-formed answer', () => {
  it('becomes prose, plan, files, edits, deletes and renames in order', () => {
    const answer = lines(
      'Here is the plan.',
      '<plan title="Todo &quot;list&quot;">',
      'A small app.',
      '- index.html: page structure',
      '- `app.js` - behaviour',
      '- Works offline: yes',
      '</plan>',
      '  <file path="a&amp;b.js">  ',
      'let a = 1',
      '',
      '</file>',
      '<edit path="b.js">',
      '<<<<<<< SEARCH',
      'old',
      '=======',
      '>>>>>>> REPLACE',
      '',
      '<<<<<<< SEARCH',
      'x',
      '=======',
      'y',
      'z',
      '>>>>>>> REPLACE',
      '</edit>',
      '<delete path="old.js"/>',
      '<rename from="a.js" to="b.js"/>',
      'Done.',
    )
    expect(parse(answer)).toEqual([
      prose('Here is the plan.\n'),
      {
        type: 'plan',
        title: 'Todo "list"',
        summary: 'A small app.\n- Works offline: yes',
        files: [
          { path: 'index.html', purpose: 'page structure' },
          { path: 'app.js', purpose: 'behaviour' },
        ],
      },
      { type: 'file.started', path: 'a&b.js' },
      { type: 'file.delta', path: 'a&b.js', text: 'let a = 1\n' },
      { type: 'file.delta', path: 'a&b.js', text: '\n' },
      completed('a&b.js', 'let a = 1\n\n'),
      { type: 'file.started', path: 'b.js' },
      {
        type: 'edit',
        path: 'b.js',
        edits: [
          { search: 'old\n', replace: '' },
          { search: 'x\n', replace: 'y\nz\n' },
        ],
      },
      { type: 'delete', path: 'old.js' },
      { type: 'rename', from: 'a.js', to: 'b.js' },
      prose('\nDone.\n'),
    ])
  })

  it('keeps paragraphs of prose apart and drops the blank lines around them', () => {
    const answer = '\n\nOne.\n\nTwo.\n\n\n<delete path="a"/>\n\nThree.'
    expect(outline(answer)).toEqual([
      prose('One.\n'),
      prose('\nTwo.\n'),
      { type: 'delete', path: 'a' },
      prose('\nThree.'),
    ])
  })

  it('lets a sentence begin with the name of a tag', () => {
    const answer = '<file path="a.js"> is where the code goes.\n<b>file</b>\n<planet>\n'
    expect(outline(answer).every((event) => event.type === 'prose')).toBe(true)
  })

  it('closes a file opened with an end marker only by that marker', () => {
    const body = lines('</file>', '<file path="b">', '</file Y>', '<plan title="x">')
    expect(outline(`<file path="a.md" end="X7">\n${body}</file X7>\n`)).toEqual([completed('a.md', body)])
  })

  it('announces both when one path is written twice', () => {
    const answer = lines('<file path="a">', '1', '</file>', '<file path="a">', '2', '</file>')
    expect(outline(answer)).toEqual([completed('a', '1\n'), completed('a', '2\n')])
  })

  it('takes an empty file in either form, and a last line without a newline', () => {
    const answer = '<file path="a"></file>\n<file path="b">\n</file>'
    expect(outline(answer)).toEqual([completed('a', ''), completed('b', '')])
  })
})

describe('what models also write', () => {
  it('takes a byte order mark, single quotes, bare values and odd spacing', () => {
    const answer = lines("\uFEFF<file path='a.js'>", '1', '</file >', '<file  path = b.js >', '2', '</file>')
    expect(outline(answer)).toEqual([completed('a.js', '1\n'), completed('b.js', '2\n')])
  })

  it('strips CR LF when the answer itself is written so, and keeps it when only the file is', () => {
    expect(outline('Hi.\r\n<file path="a">\r\n1\r\n</file>\r\n')).toEqual([prose('Hi.\n'), completed('a', '1\n')])
    expect(outline('<file path="a">\n1\r\n</file>\n')).toEqual([completed('a', '1\r\n')])
  })

  it('sees through a code fence around the whole answer or around each block', () => {
    const file = (path: string) => lines(`<file path="${path}">`, 'x', '</file>')
    expect(outline(`\`\`\`xml\n${file('a')}\n${file('b')}\`\`\`\n`)).toEqual([
      completed('a', 'x\n'),
      completed('b', 'x\n'),
    ])
    const each = `First:\n\`\`\`html\n${file('a')}\`\`\`\n\nSecond:\n\`\`\`html\n${file('b')}\`\`\`\n`
    expect(outline(each)).toEqual([
      prose('First:\n'),
      completed('a', 'x\n'),
      prose('\nSecond:\n'),
      completed('b', 'x\n'),
    ])
  })

  it('keeps a code fence with text in it, and the end of one right before a block', () => {
    const answer = lines('Run:', '```sh', 'npm start', '', 'wait', '```', '<delete path="a"/>')
    const text = outline(answer).map((event) => (event.type === 'prose' ? event.text : ''))
    expect(text.join('')).toBe('Run:\n```sh\nnpm start\n\nwait\n```\n')
  })

  it('strips a code fence around the body of a file, with fences inside it kept', () => {
    const inner = lines('let a = `', '```', '`')
    expect(outline(lines('<file path="a.js">', '```js') + inner + lines('```', '', '</file>'))).toEqual([
      completed('a.js', inner),
    ])
    const longer = lines('<file path="a.html">', '~~~~', '~~~', '~~~~', '</file>')
    expect(outline(longer)).toEqual([completed('a.html', '~~~\n')])
  })

  it('leaves a fence at the start of a Markdown file alone', () => {
    const body = lines('```js', '1', '```')
    expect(outline(`<file path="README.md">\n${body}</file>\n`)).toEqual([completed('README.md', body)])
  })

  it('takes a list of more files than a project may have for no plan', () => {
    const planned = (count: number) => Array.from({ length: count }, (_, index) => `- ${index}.js: code`)
    expect(outline(lines('<plan title="T">', ...planned(1000), '</plan>'))).toMatchObject([{ type: 'plan' }])
    expect(outline(lines('<plan title="T">', ...planned(1001), '</plan>'))).toMatchObject([
      { type: 'problem', code: 'block_too_large' },
    ])
  })

  it('takes a plan as closed by the block that follows it', () => {
    const answer = lines('<plan title="T">', '- a.js: x', '<file path="a.js">', '</file>')
    expect(outline(answer).map((event) => event.type)).toEqual(['plan', 'file.completed'])
  })

  it('takes a sentence with a colon in a plan for summary, and file names without a dot for files', () => {
    const answer = lines(
      '<plan title="T">',
      '- Note: keep it small',
      '- Dockerfile: image',
      '* **a/b**: c',
      '- https://x.y',
      '</plan>',
    )
    expect(outline(answer)).toMatchObject([
      {
        summary: '- Note: keep it small\n- https://x.y',
        files: [{ path: 'Dockerfile' }, { path: 'a/b', purpose: 'c' }],
      },
    ])
  })
})

describe('a cut answer', () => {
  it.each([
    ['in the middle of a line', '<file path="a">\n1\n2', '1\n2'],
    ['after a line', '<file path="a">\n1\n', '1\n'],
    ['inside the closing tag', '<file path="a">\n1\n</fi', '1\n'],
    ['inside the body fence', '<file path="a.js">\n```\n1\n```\n', '1\n'],
  ])('gives what there is of a file and never calls it complete: %s', (_where, answer, content) => {
    expect(outline(answer)).toEqual([{ type: 'file.cut', path: expect.any(String), content }])
  })

  it('treats a file as cut when the next block opens before its closing tag', () => {
    const answer = lines('<file path="a">', '1', '<file path="b">', '2', '</file>')
    expect(outline(answer)).toEqual([{ type: 'file.cut', path: 'a', content: '1\n' }, completed('b', '2\n')])
  })

  it('reports an unclosed plan and an unclosed edit, and passes on neither', () => {
    const parser = createOutputParser()
    parser.push('<plan title="x">\n- a.js: y\n')
    expect(parser.end(false)).toMatchObject([{ type: 'problem', code: 'unclosed_block' }])
    expect(outline('<edit path="a">\n<<<<<<< SEARCH\na\n')).toMatchObject([{ code: 'unclosed_block', path: 'a' }])
  })

  it('reports an answer that ends inside a tag', () => {
    expect(outline('<file path="a')).toMatchObject([{ code: 'malformed_tag' }])
  })

  it('gives nothing after its end', () => {
    const parser = createOutputParser()
    parser.end()
    expect([...parser.push('text\n'), ...parser.end()]).toEqual([])
  })
})

describe('faults', () => {
  const codes = (answer: string) => outline(answer).map((event) => (event.type === 'problem' ? event.code : event.type))

  it('reports a block without a path and does not show its body as prose', () => {
    expect(codes(lines('<file>', 'x', '</file>', 'Text'))).toEqual(['missing_path', 'prose'])
    expect(codes(lines('<file path="">', 'x', '</file>'))).toEqual(['missing_path'])
    expect(codes(lines('<delete/>', '<rename from="a"/>'))).toEqual(['missing_path', 'missing_path'])
  })

  it.each([['<file path="a" path=>'], ['<file path="a>'], ['<file path="x"/>']])(
    'reports the botched tag %s',
    (tag) => {
      expect(codes(`${tag}\n`)).toEqual(['malformed_tag'])
    },
  )

  it('blames the file whose content held its closing tag, and ignores a doubled one', () => {
    const spilled = lines('<file path="a">', '1', '</file>', 'const rest = 2', '</file>')
    expect(outline(spilled).at(-1)).toMatchObject({ code: 'unexpected_close', path: 'a' })
    expect(codes(lines('<file path="a">', '1', '</file>', '', '</file>'))).toEqual(['file.completed'])
  })

  it.each([
    ['no pair', []],
    ['text outside a pair', ['change this', '<<<<<<< SEARCH', 'a', '=======', 'b', '>>>>>>> REPLACE']],
    ['no divider', ['<<<<<<< SEARCH', 'a', '>>>>>>> REPLACE']],
    ['many dividers', ['<<<<<<< SEARCH', 'a', ...Array<string>(9).fill('======='), '>>>>>>> REPLACE']],
    ['an unclosed pair', ['<<<<<<< SEARCH', 'a', '=======', 'b']],
    ['a pair within a pair', ['<<<<<<< SEARCH', '<<<<<<< SEARCH', 'a', '=======', '>>>>>>> REPLACE']],
  ])('refuses a whole edit with %s', (_what, body) => {
    expect(outline(lines('<edit path="a">', ...body, '</edit>'))).toMatchObject([{ code: 'malformed_edit', path: 'a' }])
  })

  it.each([
    ['many lines', lines('a'.repeat(1023)).repeat(MAX_FILE_BYTES / 1024 + 1)],
    ['one line', lines('a'.repeat(MAX_FILE_BYTES + 1))],
    ['wide characters', lines('я'.repeat(MAX_FILE_BYTES / 2))],
  ])('discards a file over the size limit once, and reads on: %s', (_what, body) => {
    const answer = `<file path="big">\n${body}</file>\n<file path="b">\nx\n</file>\n`
    expect(outline(answer)).toMatchObject([{ code: 'file_too_large', path: 'big' }, completed('b', 'x\n')])
  })

  it('accepts a file of exactly the limit', () => {
    const body = lines('a'.repeat(1023)).repeat(MAX_FILE_BYTES / 1024)
    expect(outline(`<file path="big">\n${body}</file>\n`)).toEqual([completed('big', body)])
  })

  it('takes a file whose closing tag seems to be on a line of it, however many empty lines follow', () => {
    const body = lines('x</file>') + '\n'.repeat(100_000)
    expect(outline(`<file path="a">\n${body}</file>\n`)).toEqual([completed('a', body)])
  })

  it('bounds an edit and a line of prose', () => {
    const long = 'a'.repeat(MAX_FILE_BYTES + 1)
    expect(codes(`<edit path="a">\n${long}\n${long}\n</edit>\n`)).toEqual(['block_too_large'])
    expect(outline(`${long}\n`)).toMatchObject([{ text: `${long.slice(1)}\n` }, { code: 'line_too_long' }])
  })
})
