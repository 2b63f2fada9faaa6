import { CODE, file, PAGE, PLAN, TWO, writing, type Case } from './case.ts'

const page = file('index.html', PAGE)
const fenced = (text: string, info: string) => `\`\`\`${info}\n${text}\`\`\`\n`
const loose = ['answer.mended untagged_file', 'answer.mended untagged_file']
const fence = ['answer.mended code_fence']
const foreign = ['answer.mended foreign_form', 'answer.mended foreign_form']
const json = ['answer.mended json_answer']
const thinking = ['answer.mended thinking']
const escaped = ['answer.mended escaped_content']
const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const labelled = (label: (path: string) => string) =>
  `Here they are.\n\n${label('index.html')}\n${fenced(PAGE, 'html')}\n${label('app.js')}\n\n${fenced(CODE, 'js')}`
const listOf = [
  { path: 'index.html', content: PAGE },
  { path: 'app.js', content: CODE },
]
const draft = file('app.js', 'draft\n')

/** Answers in another form than the format, and with more in them than files. */
export const FORMS: Case[] = [
  writing('fences its whole answer', fenced(TWO, 'xml'), []),
  writing('fences each block', fenced(page, 'html') + fenced(file('app.js', CODE), ''), []),
  writing('fences a content', page + file('app.js', fenced(CODE, 'js')), fence),
  writing('fences a content after a blank line', page + file('app.js', `\n${fenced(CODE, 'js')}`), fence),
  writing('fences a content with blank lines around', page + file('app.js', `\n  \n${fenced(CODE, 'js')}\n\n`), fence),
  writing('fences a content with tildes', page + file('app.js', `~~~\n${CODE}~~~\n`), fence),
  writing('escapes a page as HTML', file('index.html', escape(PAGE)) + file('app.js', CODE), escaped),
  writing(
    'escapes a script as HTML',
    page + file('app.js', escape("const show = () => document.title && 'x'\nshow()\n")),
    escaped,
    { files: { 'index.html': PAGE, 'app.js': "const show = () => document.title && 'x'\nshow()\n" } },
  ),
  writing(
    'names files in headings above fences',
    labelled((path) => `### ${path}`),
    loose,
  ),
  writing(
    'numbers the headings above fences',
    labelled((path) => `## 1. \`${path}\``),
    loose,
  ),
  writing(
    'names files in bold above fences',
    labelled((path) => `**${path}**`),
    loose,
  ),
  writing(
    'names files in bold with a colon above fences',
    labelled((path) => `**${path}:**`),
    loose,
  ),
  writing(
    'names files in backticks above fences',
    labelled((path) => `\`${path}\``),
    loose,
  ),
  writing(
    'names files with a colon above fences',
    labelled((path) => `${path}:`),
    loose,
  ),
  writing(
    'names files with a word above fences',
    labelled((path) => `File: ${path}`),
    loose,
  ),
  writing('names files in fences', fenced(PAGE, 'html:index.html') + fenced(CODE, 'js:app.js'), loose),
  writing(
    'names files in fences as attributes',
    fenced(PAGE, 'html file="index.html"') + fenced(CODE, 'js title="app.js"'),
    loose,
  ),
  writing(
    'fences one file of each language',
    `The page:\n${fenced(PAGE, 'html')}And:\n${fenced(CODE, 'javascript')}`,
    loose,
  ),
  writing('answers in JSON with a list', JSON.stringify({ files: listOf }), json),
  writing('answers in JSON over many lines', `Sure.\n${JSON.stringify(listOf, null, 2)}\nDone.`, json),
  writing('answers in JSON by path', JSON.stringify({ 'index.html': PAGE, 'app.js': CODE }), json),
  writing('answers in fenced JSON', fenced(`${JSON.stringify({ files: listOf })}\n`, 'json'), json),
  writing(
    'answers in JSON that is none',
    ['{"files": [{"path": "app.js", "content": `x`}]}', TWO],
    ['answer.problem untagged_file'],
  ),
  writing(
    'writes artifacts of Bolt',
    `<boltArtifact id="a" title="T">\n<boltAction type="file" filePath="index.html">${PAGE}</boltAction>\n` +
      `<boltAction type="file" filePath="app.js">\n${CODE}</boltAction>\n</boltArtifact>\n`,
    foreign,
  ),
  writing(
    'wants a command executed',
    `<boltArtifact id="a" title="T">\n<boltAction type="shell">npm install</boltAction>\n${TWO}</boltArtifact>\n`,
    ['answer.mended command'],
  ),
  writing(
    'writes tags of Lovable',
    `<lov-code>\n<lov-write file_path="index.html">\n${PAGE}</lov-write>\n<lov-write file_path="app.js">${CODE}</lov-write></lov-code>\n`,
    [...foreign, 'answer.mended closing_tag'],
  ),
  writing(
    'writes tags of Dyad',
    `<dyad-write path="index.html" description="The page">\n${PAGE}</dyad-write>\n<dyad-write path="app.js">\n${CODE}</dyad-write>\n`,
    foreign,
  ),
  writing(
    'calls a tool in text',
    `<write_file path="index.html">\n${PAGE}</write_file>\n<create_file path="app.js">\n${CODE}</create_file>\n`,
    foreign,
  ),
  writing('drafts a file while it thinks', `<think>\nPerhaps\n${draft}</think>\n${TWO}`, thinking),
  writing('thinks in another tag', `<reasoning>${draft}</reasoning>\n${TWO}`, thinking),
  writing('thinks on one line', `<thinking>So be it.</thinking>Here.\n${TWO}`, thinking),
  writing('ends thinking that it did not begin', `So be it.\n</think>\n${TWO}`, thinking),
  writing('thinks and never ends', [`<think>\n${TWO}`, TWO], ['answer.problem unclosed_block']),
  writing('begins with a byte order mark', `\uFEFF${TWO}`, []),
  writing('ends its lines with CR LF', TWO.replaceAll('\n', '\r\n'), []),
  writing('plans once more', PLAN + TWO, []),
  writing('talks before, between and after', `Let us see.\n\n${page}And now:\n${file('app.js', CODE)}Enjoy!\n`, []),
  writing('writes a file twice', file('app.js', 'let a = 1\n') + TWO, []),
  writing('sends its text in parts', { text: TWO, ends: 'stop', inParts: true }, []),
  writing('says nothing at first', ['', TWO], []),
  writing('leaves a file out', [page, file('app.js', CODE)], []),
  writing(
    'leaves code out',
    [page + file('app.js', '// ... existing code ...\n'), file('app.js', CODE)],
    ['file.failed placeholder'],
    {
      heard: ['Line 1 stands for code that was left out.'],
    },
  ),
  writing(
    'leaves code out twice',
    [
      page + file('app.js', '// rest of the code unchanged\n'),
      file('app.js', '// ... existing code ...\n'),
      file('app.js', CODE),
    ],
    ['file.failed placeholder', 'file.failed placeholder', 'check.completed unresolved_link', 'repair.completed kept'],
    { calls: 'plan write write repair' },
  ),
  writing('writes outside of the project', [TWO + file('../../evil.sh', 'rm\n'), 'No.'], ['file.failed bad_path'], {
    calls: 'plan write repair repair',
    end: 'partial',
  }),
  writing('writes what cannot be stored', [TWO + file('a\u0000b.txt', 'x\n'), 'No.'], ['file.failed bad_path'], {
    calls: 'plan write repair repair',
    end: 'partial',
  }),
  writing('writes more than was planned', TWO + file('more.txt', 'more\n'), [], {
    files: { 'index.html': PAGE, 'app.js': CODE, 'more.txt': 'more\n' },
  }),
]
