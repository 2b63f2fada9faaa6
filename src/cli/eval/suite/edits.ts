// Changes of projects of 5 to 200 files: what was asked is there, and nothing else has changed.
import type { EvalCase } from '../case.ts'

type Edit = Omit<EvalCase, 'name' | 'group' | 'prompt' | 'start'>

const edit = (name: string, [files, seed]: [number, number], prompt: string, expected: Edit): EvalCase => ({
  name: `edit-${name}`,
  group: 'edit',
  prompt,
  start: { files, seed },
  ...expected,
})

export const EDITS: EvalCase[] = [
  edit('title-5', [5, 11], 'Rename it to Ledger', {
    has: { 'index.html': ['<title>Ledger</title>', '<h1>Ledger</h1>'] },
    mayChange: ['index.html', 'README.md'],
  }),
  edit('colour-9', [9, 12], 'Make it green', {
    lacks: { 'styles.css': ['--accent: light-dark\\(#1d4ed8'] },
    has: { 'styles.css': ['--accent:'] },
    mayChange: ['styles.css'],
  }),
  edit('ru-colour-20', [20, 13], 'Сделай красный акцент', {
    lacks: { 'styles.css': ['--accent: light-dark\\(#1d4ed8'] },
    mayChange: ['styles.css'],
  }),
  edit('dark-40', [40, 14], 'Use a dark theme', {
    has: { 'styles.css': ['color-scheme:\\s*dark\\b'] },
    mayChange: ['styles.css', 'index.html'],
  }),
  edit('ru-title-80', [80, 15], 'Переименуй проект в «Касса»', {
    has: { 'index.html': ['<title>«?Касса»?</title>'] },
    mayChange: ['index.html', 'README.md'],
  }),
  edit('title-200', [200, 16], 'Set the title to Warehouse', {
    has: { 'index.html': ['<title>Warehouse</title>'] },
    mayChange: ['index.html', 'README.md'],
  }),
  edit(
    'constant-12',
    [12, 17],
    'In src/orders/format.js, ordersFormat must return 0 for an empty list before it computes anything',
    {
      has: { 'src/orders/format.js': ['\\.length', 'return 0'] },
      mayChange: ['src/orders/format.js'],
    },
  ),
  edit('button-25', [25, 18], 'Add a button with the id "clear" beside Refresh that empties the list', {
    has: { 'index.html': ['id="clear"'], 'src/main.js': ['clear'] },
    mayChange: ['index.html', 'src/main.js', 'styles.css'],
  }),
  edit('sort-60', [60, 19], 'Show the sections sorted by name, ignoring case', {
    has: { 'src/main.js': ['sort|localeCompare'] },
    mayChange: ['src/main.js'],
  }),
  edit(
    'new-module-100',
    [100, 20],
    'Put the function show of src/main.js into a module of its own, src/view/show.js, and import it',
    {
      files: ['src/view/show.js'],
      has: { 'src/view/show.js': ['export'], 'src/main.js': ['view/show\\.js'] },
      mayChange: ['src/main.js'],
    },
  ),
  edit('rename-export-120', [120, 21], 'Rename ordersFormat to formatOrders everywhere', {
    has: { 'src/orders/format.js': ['export function formatOrders'] },
    lacks: { 'src/orders/format.js': ['\\bordersFormat\\('], 'src/main.js': ['\\bordersFormat\\b'] },
  }),
  edit('delete-160', [160, 22], 'Delete README.md, nobody reads it', {
    lacks: { '*': ['Open `index.html` through a web server'] },
    mayChange: ['README.md'],
  }),
  edit('ru-button-15', [15, 23], 'Добавь под списком кнопку с id="count", которая показывает число строк', {
    has: { 'index.html': ['id="count"'], 'src/main.js': ['count'] },
    mayChange: ['index.html', 'src/main.js', 'styles.css'],
  }),
  edit('ru-language-30', [30, 24], 'Переведи страницу index.html на русский: заголовок, кнопку и lang', {
    has: { 'index.html': ['lang="ru"', '<h1>[^<]*[а-яё]', '<button[^>]*>[^<]*[а-яё]'] },
    mayChange: ['index.html', 'src/main.js', 'README.md'],
  }),
]
