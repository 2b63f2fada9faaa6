import { BOTH, CODE, edit, editing, file, PAGE, TWO, writing, type Case } from './case.ts'

const page = file('index.html', PAGE)
const code = file('app.js', CODE)
const cut = ['file.failed cut', 'answer.cut output_truncated']
const beginning = `<file path="app.js">\nconst answer = 42\ncons`
const long = { text: beginning, ends: 'length' } as const

/** Answers that break off. */
export const CUTS: Case[] = [
  writing('is cut within a file', [{ text: page + beginning, ends: 'length' }, code], cut),
  writing(
    'is cut within the first file',
    [{ text: '<file path="index.html">\n<!doct', ends: 'length' }, page, code],
    cut,
  ),
  writing('is cut between files', [{ text: page, ends: 'length' }, code], ['answer.cut output_truncated']),
  writing('is cut after the last file', { text: TWO, ends: 'length' }, ['answer.cut output_truncated']),
  writing('is cut within the last closing tag', [{ text: TWO.slice(0, -4), ends: 'length' }, code], cut),
  writing(
    'is cut within an opening tag',
    [{ text: `${page}<file pa`, ends: 'length' }, code],
    ['answer.problem malformed_tag', 'answer.cut output_truncated'],
  ),
  writing('is cut within prose', [{ text: `${page}And n`, ends: 'length' }, code], ['answer.cut output_truncated']),
  writing('is cut before anything', [{ text: 'Let me', ends: 'length' }, page, code], ['answer.cut output_truncated']),
  writing(
    'hangs up within a file',
    [{ text: page + beginning, ends: 'hang up' }, code],
    ['file.failed cut', 'answer.cut provider_cut'],
  ),
  writing('hangs up between files', [{ text: page, ends: 'hang up' }, code], ['answer.cut provider_cut']),
  writing(
    'falls silent within a file',
    [{ text: page + beginning, ends: 'silence' }, code],
    ['file.failed cut', 'answer.cut provider_timeout'],
  ),
  writing(
    'cuts one file alone twice',
    [{ text: page + beginning, ends: 'length' }, long, long, file('app.js', 'console.log(answer)\n')],
    [...cut, ...cut, ...cut, 'answer.mended continued'],
    { calls: 'plan write write write continue', heard: ['The first 1 lines of app.js'] },
  ),
  writing(
    'repeats lines when it goes on',
    [{ text: page + beginning, ends: 'length' }, long, long, code],
    [...cut, ...cut, ...cut, 'answer.mended continued'],
    { calls: 'plan write write write continue' },
  ),
  writing(
    'is cut in a part, too',
    [
      { text: page + beginning, ends: 'length' },
      long,
      long,
      { text: '<file path="app.js">\nconsole.log(answer)\nconsole', ends: 'length' },
      file('app.js', 'console.log("end")\n'),
    ],
    [...cut, ...cut, ...cut, 'answer.cut output_truncated', 'answer.mended continued'],
    {
      calls: 'plan write write write continue continue',
      files: { ...BOTH, 'app.js': `${CODE}console.log("end")\n` },
    },
  ),
  writing(
    'is cut each time and gets nowhere',
    [
      { text: page + beginning, ends: 'length' },
      long,
      long,
      { text: 'No.', ends: 'length' },
      { text: 'No.', ends: 'length' },
    ],
    [
      ...cut,
      ...cut,
      ...cut,
      'answer.cut output_truncated',
      'answer.cut output_truncated',
      'check.completed unresolved_link',
    ],
    {
      calls: 'plan write write write continue continue',
      end: 'partial output_truncated',
      files: { 'index.html': PAGE },
    },
  ),
  writing(
    'hangs up each time',
    ['hang up', 'hang up', 'hang up'].map(() => ({ text: 'Let me', ends: 'hang up' as const })),
    ['answer.cut provider_cut', 'answer.cut provider_cut', 'answer.cut provider_cut'],
    { end: 'failed provider_cut', files: {} },
  ),
  writing('is stopped by a filter', { text: page, ends: 'content_filter' }, ['check.completed unresolved_link'], {
    end: 'partial provider_refused',
    files: { 'index.html': PAGE },
  }),
  writing(
    'breaks down after some files',
    [{ text: page, ends: 'length' }, { status: 500 }],
    ['answer.cut output_truncated', 'check.completed unresolved_link'],
    { end: 'partial provider_unavailable', files: { 'index.html': PAGE } },
  ),
  editing(
    'is cut within a change',
    [
      {
        text: `${edit('app.js', ['const answer = 42\n', 'const answer = 43\n'])}<edit path="index.html">\n<<<<`,
        ends: 'length',
      },
      edit('index.html', ['<title>Page</title>\n', '<title>New</title>\n']),
    ],
    ['file.failed unclosed_block', 'answer.cut output_truncated'],
    {
      calls: 'edit edit',
      files: { 'index.html': PAGE.replace('Page', 'New'), 'app.js': CODE.replace('42', '43') },
      heard: ['changed already: app.js'],
    },
  ),
  editing(
    'is cut within a file that it writes anew',
    [{ text: beginning.replace('42', '43'), ends: 'length' }, file('app.js', 'console.log(answer)\n')],
    [...cut, 'answer.mended continued'],
    { calls: 'edit continue edit', files: { ...BOTH, 'app.js': CODE.replace('42', '43') } },
  ),
]
