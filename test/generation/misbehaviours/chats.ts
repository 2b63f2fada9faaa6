import { BOTH, CODE, edit, file, PAGE, talking, type Case } from './case.ts'

const change = edit('app.js', ['const answer = 42\n', 'const answer = 43\n'])
const wrong = edit('app.js', ['const answer = 41\n', 'const answer = 43\n'])
const changed = { files: { ...BOTH, 'app.js': CODE.replace('42', '43') } }
const failed = 'file.failed edit_not_applied'
const draft = file('index.html', '<title>Draft</title>\n')

const broken = edit('app.js', ['= 42\n', '= = 42\n'])
const BROKEN = { ...BOTH, 'app.js': CODE.replace('= 42', '= = 42') }
const NEW_PAGE = PAGE.replace('Page', 'New')
const newPage = file('index.html', NEW_PAGE)
const thought = ['answer.mended thinking']
const empty = 'answer.problem empty_answer'
const kept = 'repair.completed kept'
const again = (calls: string, end = 'succeeded') => ({ calls, end })

/** Talk about a project that is more, or less, than what was asked for. */
export const CHATS: Case[] = [
  talking('only answers', 'It shows a page.', [], { message: 'It shows a page.' }),
  talking('asks a question of its own', 'Which colour shall it have?', [], { message: 'Which colour shall it have?' }),
  talking('answers and changes a file', `I raise it.\n${change}`, [], { message: 'I raise it.', ...changed }),
  talking('changes a file and says nothing', change, [], { message: '', ...changed }),
  talking('writes the page anew in full', newPage, [], { files: { ...BOTH, 'index.html': NEW_PAGE } }),
  talking('drafts a file in its thoughts', `<think>\n${draft}${change}</think>\nIt shows a page.`, thought, {
    message: 'It shows a page.',
  }),
  talking('thinks between its words and its change', `I raise it.\n<thinking>Or not.</thinking>\n${change}`, thought, {
    message: 'I raise it.',
    ...changed,
  }),
  talking(
    'never ends its thoughts at first',
    [`<think>\n${draft}`, 'It shows a page.'],
    ['answer.problem unclosed_block', empty],
    {
      ...again('chat chat'),
      message: 'It shows a page.',
      heard: ['thinking has no end'],
    },
  ),
  talking('shows a change in a fence', `Like this:\n\n\`\`\`js\n${CODE}\`\`\`\n`, [], {
    message: `Like this:\n\n\`\`\`js\n${CODE}\`\`\``,
  }),
  talking('searches for what is not there', [wrong, change], [failed, kept], changed),
  talking('searches for what is not there again and again', [wrong, wrong, wrong], [failed, failed, failed], {
    end: 'failed no_file_succeeded',
  }),
  talking('says why it cannot change what is not there', [wrong, 'Better not.', 'No.'], [failed], {
    end: 'failed no_file_succeeded',
  }),
  talking('changes nothing', edit('app.js', [CODE, CODE]), ['file.unchanged app.js'], { end: 'failed no_changes' }),
  talking('says that it changes nothing', `It is so.\n${edit('app.js', [CODE, CODE])}`, ['file.unchanged app.js'], {
    message: 'It is so.',
  }),
  talking(
    'writes a file outside of the project',
    [file('../out.js', 'let a\n'), change],
    ['file.failed bad_path', kept],
    changed,
  ),
  talking(
    'leaves a placeholder',
    [file('app.js', 'const answer = 42\n// ... rest of the code\n'), change],
    ['file.failed placeholder', kept],
    changed,
  ),
  talking('breaks the code that it changes', [broken, 'No.', 'No.'], [], {
    end: 'partial',
    told: ['check.completed syntax_error'],
    files: BROKEN,
  }),
  talking(
    'breaks a file and mends it',
    [broken, edit('app.js', ['= = 42\n', '= 43\n'])],
    ['check.completed syntax_error', kept],
    changed,
  ),
  talking('is cut while it talks', [{ text: 'It shows a', ends: 'length' }, 'page.'], ['answer.cut output_truncated'], {
    ...again('chat chat'),
    message: 'It shows a\n\npage.',
    heard: ['You have said so far'],
  }),
  talking(
    'is cut while it changes a file',
    [{ text: `I raise it.\n${change.slice(0, 60)}`, ends: 'length' }, change],
    ['answer.cut output_truncated', 'file.failed unclosed_block'],
    { ...again('chat chat'), message: 'I raise it.', ...changed },
  ),
  talking(
    'hangs up while it talks',
    [{ text: 'It shows a', ends: 'hang up' }, 'page.'],
    ['answer.cut provider_cut'],
    again('chat chat'),
  ),
  talking(
    'falls silent while it talks',
    [{ text: 'It shows a', ends: 'silence' }, 'page.'],
    ['answer.cut provider_timeout'],
    again('chat chat'),
  ),
  talking('says nothing at first', ['', 'It shows a page.'], [empty], {
    ...again('chat chat'),
    message: 'It shows a page.',
  }),
  talking('says nothing at all', [' \n \n', ''], [empty, empty], again('chat chat', 'failed no_answer')),
  talking('is filtered', { text: 'It shows a', ends: 'content_filter' }, [], {
    end: 'partial provider_refused',
    message: 'It shows a',
  }),
  talking('is away', { status: 500 }, [], { end: 'failed provider_unavailable' }),
  talking('asks to read what is not there', ['<read path="none.js"/>', 'It shows a page.'], [], again('chat chat')),
  talking('answers with a plan', ['<plan title="New">\n- index.html: page\n</plan>', change], [empty], {
    ...again('chat chat'),
    ...changed,
  }),
]
