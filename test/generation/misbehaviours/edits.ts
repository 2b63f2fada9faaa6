import { BOTH, CODE, edit, editing, file, PAGE, type Case } from './case.ts'

const OLD = 'const answer = 42\n'
const NEW = 'const answer = 43\n'
const changed = { files: { ...BOTH, 'app.js': CODE.replace('42', '43') } }
const good = edit('app.js', [OLD, NEW])
const mended = ['answer.mended edit_match']
const failed = ['file.failed edit_not_applied']
const kept = ['repair.completed kept']
const body = (search: string, replace: string) => `<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n`
const page = file('index.html', PAGE)

const SCRIPT = 'function run() {\n  if (ready) {\n    go()\n    stop()\n  }\n}\n\nfunction end() {\n  go()\n}\n'
const script = (name: string, says: string | string[], told: string[], after: string) =>
  editing(name, says, told, { before: { 'app.js': SCRIPT }, files: { 'app.js': after } })
const README = 'Title\n=======\n\nText\n'
const MISSING =
  '<!doctype html>\n<title>Page</title>\n<link rel="icon" href="icon.svg">\n<script src="app.js"></script>\n'

/** Changes that are not quite as the format says, or do no good. */
export const EDITS: Case[] = [
  editing('changes a line', good, [], changed),
  editing('says file for path', good.replace('path=', 'file='), ['answer.mended tag_spelling'], changed),
  editing(
    'opens and closes with another case',
    good.replaceAll('edit', 'Edit'),
    ['answer.mended tag_spelling'],
    changed,
  ),
  editing(
    'closes on the line of the last marker',
    good.replace('\n</edit>', '</edit>'),
    ['answer.mended closing_tag'],
    changed,
  ),
  editing('adds blanks to line ends', edit('app.js', ['const answer = 42  \n', NEW]), mended, changed),
  editing('ends its lines with CR LF', good.replaceAll('\n', '\r\n'), [], changed),
  editing('changes a file with CR LF', good, mended, {
    before: { 'app.js': CODE.replaceAll('\n', '\r\n') },
    files: { 'app.js': CODE.replace('42', '43').replaceAll('\n', '\r\n') },
  }),
  script(
    'indents less than the file',
    edit('app.js', ['go()\nstop()\n', 'stop()\n']),
    mended,
    SCRIPT.replace('    go()\n', ''),
  ),
  script(
    'indents more than the file',
    edit('app.js', ['        go()\n        stop()\n', '        stop()\n']),
    mended,
    SCRIPT.replace('    go()\n', ''),
  ),
  script(
    'adds blank lines',
    edit('app.js', ['    go()\n\n    stop()\n', '    stop()\n']),
    mended,
    SCRIPT.replace('    go()\n', ''),
  ),
  script(
    'leaves blank lines out',
    edit('app.js', ['}\nfunction end() {\n', '}\n\nfunction stop() {\n']),
    mended,
    SCRIPT.replace('end()', 'stop()'),
  ),
  script(
    'numbers the lines',
    edit('app.js', ['3 |     go()\n4 |     stop()\n', '    stop()\n']),
    mended,
    SCRIPT.replace('    go()\n', ''),
  ),
  script(
    'marks the lines as in a diff',
    edit('app.js', ['-    go()\n-    stop()\n', '+    stop()\n']),
    mended,
    SCRIPT.replace('    go()\n', ''),
  ),
  editing(
    'escapes the lines as HTML',
    edit('index.html', ['&lt;title&gt;Page&lt;/title&gt;\n', '&lt;title&gt;New&lt;/title&gt;\n']),
    mended,
    {
      files: { ...BOTH, 'index.html': PAGE.replace('Page', 'New') },
    },
  ),
  editing('searches for a line of "="', edit('README.md', [README, 'Heading\n=======\n\nText\n']), mended, {
    before: { 'README.md': README },
    files: { 'README.md': README.replace('Title', 'Heading') },
  }),
  editing('replaces with a line of "="', edit('README.md', ['Text\n', 'More\n=======\n\nText\n']), mended, {
    before: { 'README.md': 'Text\n' },
    files: { 'README.md': 'More\n=======\n\nText\n' },
  }),
  editing(
    'uses the markers of another tool',
    good.replace('SEARCH', 'ORIGINAL').replace('REPLACE', 'UPDATED'),
    [],
    changed,
  ),
  editing(
    'uses the markers of a third tool',
    `<edit path="app.js">\n------- SEARCH\n${OLD}=======\n${NEW}+++++++ REPLACE\n</edit>\n`,
    [],
    changed,
  ),
  editing('fences the pairs', `<edit path="app.js">\n\`\`\`js\n${body(OLD, NEW)}\`\`\`\n</edit>\n`, [], changed),
  editing(
    'fences a pair below its path',
    `app.js\n\`\`\`js\n${body(OLD, NEW)}\`\`\`\n`,
    ['answer.mended untagged_file'],
    changed,
  ),
  editing(
    'writes edits of Dyad',
    `<dyad-search-replace path="app.js">\n${body(OLD, NEW)}</dyad-search-replace>\n`,
    ['answer.mended foreign_form'],
    changed,
  ),
  editing(
    'makes a file in a fence below its path',
    `js/new.js\n\`\`\`js\nlet a = 1\n\`\`\`\n`,
    ['answer.mended untagged_file'],
    {
      files: { ...BOTH, 'js/new.js': 'let a = 1\n' },
    },
  ),
  editing('shows a command in a fence', `${good}Now run:\n\`\`\`sh\nnpm start\n\`\`\`\n`, [], changed),
  editing(
    'thinks of a change and makes another',
    `<think>\n${edit('app.js', [OLD, ''])}</think>\n${good}`,
    ['answer.mended thinking'],
    changed,
  ),

  editing(
    'asks to read a file as it repairs',
    [edit('app.js', ['const reply = 42\n', NEW]), '<read path="notes.txt"/>\n', good],
    [...failed, ...kept],
    {
      before: { ...BOTH, 'notes.txt': 'Seven\n' },
      files: { ...changed.files, 'notes.txt': 'Seven\n' },
      heard: ['These files as they stand', 'Seven'],
    },
  ),
  editing('searches for what is not there', [edit('app.js', ['const reply = 42\n', NEW]), good], [...failed, ...kept], {
    ...changed,
    heard: ['come nearest', 'const reply = 42', 'const answer = 42'],
  }),
  script(
    'searches for what is there twice',
    [
      edit('app.js', ['go()\n', 'start()\n']),
      edit('app.js', ['function end() {\n  go()\n', 'function end() {\n  start()\n']),
    ],
    [...failed, ...kept],
    SCRIPT.replace('{\n  go()', '{\n  start()'),
  ),
  editing(
    'misses with one of two pairs',
    [edit('app.js', [OLD, NEW], ['gone()\n', '']), good],
    [...failed, ...kept],
    changed,
  ),
  editing(
    'misses twice, and writes the file',
    [edit('app.js', ['x\n', '']), edit('app.js', ['y\n', '']), file('app.js', changed.files['app.js'])],
    [...failed, ...failed, ...kept],
    { ...changed, heard: ['Write each file that needs a change as a whole'] },
  ),
  editing(
    'misses each time',
    [edit('app.js', ['x\n', '']), edit('app.js', ['y\n', '']), edit('app.js', ['z\n', ''])],
    [...failed, ...failed, ...failed],
    {
      end: 'failed no_file_succeeded',
      files: BOTH,
    },
  ),
  editing('searches for nothing', [edit('app.js', ['', NEW]), good], [...failed, ...kept], changed),
  editing('makes a file by an edit', edit('new.js', ['', 'let a = 1\n']), mended, {
    files: { ...BOTH, 'new.js': 'let a = 1\n' },
  }),
  editing('changes a file that is not there', [edit('main.js', [OLD, NEW]), good], [...failed, ...kept], changed),
  editing('changes nothing by a pair', edit('app.js', [OLD, OLD]), ['file.unchanged app.js'], {
    end: 'failed no_changes',
    files: BOTH,
  }),
  editing('writes a file as it is', page, ['file.unchanged index.html'], { end: 'failed no_changes', files: BOTH }),
  editing('undoes what it has changed', good + edit('app.js', [NEW, OLD]), [], {
    end: 'failed no_changes',
    files: BOTH,
  }),
  editing('only talks', 'I would not change that.', [], { end: 'failed no_changes', files: BOTH }),
  editing(
    'does not close a pair',
    [`<edit path="app.js">\n<<<<<<< SEARCH\n${OLD}=======\n${NEW}</edit>\n`, good],
    ['file.failed malformed_edit', ...kept],
    changed,
  ),
  editing(
    'writes no divider',
    [`<edit path="app.js">\n<<<<<<< SEARCH\n${OLD}>>>>>>> REPLACE\n</edit>\n`, good],
    ['file.failed malformed_edit', ...kept],
    changed,
  ),
  editing(
    'talks within an edit',
    [`<edit path="app.js">\nFirst:\n${body(OLD, NEW)}</edit>\n`, good],
    ['file.failed malformed_edit', ...kept],
    changed,
  ),
  editing(
    'does not close an edit',
    [good.replace('</edit>\n', ''), good],
    ['file.failed unclosed_block', ...kept],
    changed,
  ),
  editing(
    'names no path',
    [good.replace(' path="app.js"', ''), good],
    ['answer.problem missing_path', ...kept],
    changed,
  ),
  editing(
    'names no path, and says no more',
    [good.replace(' path="app.js"', '') + file('new.txt', 'new\n'), 'No.'],
    ['answer.problem missing_path'],
    {
      end: 'partial incomplete',
      files: { ...BOTH, 'new.txt': 'new\n' },
      calls: 'edit repair repair',
    },
  ),
  editing(
    'shows a file that is there in a fence',
    [`app.js\n\`\`\`js\n${NEW}\`\`\`\n`, good],
    ['answer.mended untagged_file', 'file.failed untagged_file', ...kept],
    changed,
  ),
  editing(
    'leaves code out',
    [file('app.js', `${NEW}// ... rest of the code ...\n`), good],
    ['file.failed placeholder', ...kept],
    changed,
  ),
  editing(
    'breaks the syntax',
    [edit('app.js', [OLD, 'const answer = ;\n']), edit('app.js', ['const answer = ;\n', NEW])],
    ['check.completed syntax_error', ...kept],
    { ...changed, heard: ['app.js, line 1', '1 | const answer = ;'] },
  ),
  editing(
    'makes it worse as it repairs',
    [
      edit('app.js', [OLD, 'const answer = ;\n']),
      file('app.js', 'const answer = (;\n') +
        file('index.html', '<!doctype html>\n<script src="gone.js"></script>\n<script src="lost.js"></script>\n'),
      'No.',
    ],
    ['check.completed syntax_error', 'check.completed syntax_error unresolved_link', 'repair.completed dropped'],
    {
      end: 'partial',
      files: { ...BOTH, 'app.js': CODE.replace('42', ';') },
    },
  ),
  editing(
    'is cut as it repairs',
    [edit('app.js', ['x\n', '']), { text: good, ends: 'length' }],
    [...failed, 'answer.cut output_truncated', ...kept],
    changed,
  ),
  editing('breaks down as it repairs', [edit('app.js', ['x\n', '']), { status: 500 }], failed, {
    end: 'failed no_file_succeeded',
    files: BOTH,
  }),
  editing(
    'is stopped by a filter as it makes it worse',
    [
      edit('app.js', [OLD, 'const answer = ;\n']),
      { text: file('index.html', '<script src="gone.js"></script>\n'), ends: 'content_filter' },
    ],
    ['check.completed syntax_error', 'check.completed syntax_error unresolved_link', 'repair.completed dropped'],
    {
      end: 'partial',
      files: { ...BOTH, 'app.js': CODE.replace('42', ';') },
    },
  ),
  editing(
    'breaks a link',
    [
      edit('index.html', ['<script src="app.js"></script>\n', '<script src="main.js"></script>\n']),
      edit('index.html', ['main.js', 'app.js'].map((name) => `<script src="${name}"></script>\n`) as [string, string]),
    ],
    ['check.completed unresolved_link', 'repair.completed kept'],
    { end: 'failed no_changes', files: BOTH },
  ),
  editing('leaves what was broken before', good, [], {
    before: { 'index.html': MISSING, 'app.js': CODE },
    files: { 'index.html': MISSING, 'app.js': changed.files['app.js'] },
  }),
  editing(
    'changes a file with a fault from before',
    edit('index.html', ['<title>Page</title>\n', '<title>New</title>\n']),
    [],
    {
      before: { 'index.html': MISSING, 'app.js': CODE },
      files: { 'index.html': MISSING.replace('Page', 'New'), 'app.js': CODE },
    },
  ),
  editing('deletes what is not there', [`${good}<delete path="gone.js"/>\n`, 'No.'], ['file.failed no_such_file'], {
    ...changed,
    end: 'partial',
    calls: 'edit repair repair',
  }),
  editing(
    'moves a file onto another',
    [`<rename from="app.js" to="index.html"/>\n${good}`, 'No.'],
    ['file.failed no_room'],
    { ...changed, end: 'partial', calls: 'edit' },
  ),
]
