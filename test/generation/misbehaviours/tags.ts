import { BOTH, CODE, file, PAGE, TWO, writing, type Case } from './case.ts'

const page = file('index.html', PAGE)
const code = (open: string, close = '</file>') => `${page}${open}\n${CODE}${close}\n`
const spelled = ['answer.mended tag_spelling']
const closed = ['answer.mended closing_tag']
const path = ['answer.mended path_spelling']

/** Tags that are not quite as the format says. */
export const TAGS: Case[] = [
  writing('closes a file on its last line', TWO.replaceAll('\n</file>', '</file>'), [...closed, ...closed]),
  writing('closes the last file on its last line, and says more', `${TWO.slice(0, -9)}</file>\nDone.\n`, closed),
  writing('closes with another case', code('<file path="app.js">', '</File>'), closed),
  writing('closes in capitals', code('<file path="app.js">', '</FILE>'), closed),
  writing('opens and closes with another case', code('<File path="app.js">', '</File>'), spelled),
  writing('opens in capitals and closes in small letters', code('<FILE path="app.js">'), [...spelled, ...closed]),
  writing('says name for path', code('<file name="app.js">'), spelled),
  writing('says file for path', code('<file file="app.js">'), spelled),
  writing('says filename for path', code('<file filename="app.js">'), spelled),
  writing('says filepath for path', code('<file filepath="app.js">'), spelled),
  writing('says filePath for path', code('<file filePath="app.js">'), spelled),
  writing('says file_path for path', code('<file file_path="app.js">'), spelled),
  writing('says src for path', code('<file src="app.js">'), spelled),
  writing('adds attributes of its own', code('<file path="app.js" lang="js">'), []),
  writing('quotes a path with single quotes', code("<file path='app.js'>"), []),
  writing('does not quote a path', code('<file path=app.js>'), []),
  writing('puts blanks around the equals sign', code('<file path = "app.js" >'), []),
  writing('indents a tag', code('  <file path="app.js">'), []),
  writing('begins a path with a slash', code('<file path="/app.js">'), path),
  writing('begins a path with a dot and a slash', code('<file path="./app.js">'), []),
  writing('makes a path bold', code('<file path="**app.js**">'), path),
  writing('puts a path in backticks', code('<file path="`app.js`">'), path),
  writing('puts a path in bold backticks', code('<file path="**`app.js`**">'), path),
  writing('quotes a path twice', code('<file path="\'app.js\'">'), path),
  writing('forgets a marker where it closes', code('<file path="app.js" end="X1">'), closed),
  writing('closes with another marker', code('<file path="app.js" end="X1">', '</file X2>'), closed),
  writing('closes with a marker that it did not open with', code('<file path="app.js">', '</file X1>'), closed),
  writing(
    'forgets the markers of all files',
    `<file path="index.html" end="X1">\n${PAGE}</file>\n<file path="app.js" end="X1">\n${CODE}</file>\n`,
    [...closed, ...closed],
  ),
  writing('writes a file on one line', `${page}<file path="app.js">let a = 1</file>\n`, closed, {
    files: { ...BOTH, 'app.js': 'let a = 1\n' },
  }),
  writing('begins a content on the line of its tag', `${page}<file path="app.js">${CODE}</file>\n`, []),
  writing(
    'ends a line of a content with a closing tag, and closes as it should',
    `${page}<file path="app.js">\n// ends with </file>\n${CODE}</file>\n`,
    [],
    { files: { ...BOTH, 'app.js': `// ends with </file>\n${CODE}` } },
  ),
  writing(
    'forgets to close a file',
    [`<file path="index.html">\n${PAGE}${file('app.js', CODE)}`, page],
    ['file.failed cut'],
  ),
  writing(
    'closes a file too early',
    [`<file path="app.js">\nconst answer = 42\n</file>\nconsole.log(answer)\n</file>\n${page}`, file('app.js', CODE)],
    ['file.failed unexpected_close'],
  ),
  writing(
    'botches a tag',
    [`${page}<file path="app.js>\n${CODE}</file>\n`, file('app.js', CODE)],
    ['answer.problem malformed_tag'],
  ),
  writing('names no path', [`${page}<file>\n${CODE}</file>\n`, file('app.js', CODE)], ['answer.problem missing_path']),
  writing(
    'closes a tag at once',
    [`${page}<file path="app.js"/>\n`, file('app.js', CODE)],
    ['answer.problem malformed_tag'],
  ),
]
