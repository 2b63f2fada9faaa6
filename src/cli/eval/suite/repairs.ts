// Projects with a defect, of which the prompt tells as its users would: by what they see.
import type { Defect, EvalCase } from '../case.ts'

const repair = (
  name: string,
  [files, seed]: [number, number],
  prompt: string,
  defects: Defect[],
  mayChange: string[],
): EvalCase => ({ name: `repair-${name}`, group: 'repair', prompt, start: { files, seed, defects }, mayChange })

const BLANK = 'The list stays empty and the console shows an error. Find the mistake and mend it.'

export const REPAIRS: EvalCase[] = [
  repair(
    'missing-import',
    [10, 31],
    BLANK,
    [
      {
        path: 'src/main.js',
        from: "import { clientsFormat } from './clients/format.js'",
        to: "import { clientsFormat } from './client/format.js'",
      },
    ],
    ['src/main.js'],
  ),
  repair(
    'missing-export',
    [16, 32],
    BLANK,
    [
      {
        path: 'src/stock/format.js',
        from: 'export function stockFormat(values)',
        to: 'export function stockFormats(values)',
      },
    ],
    ['src/stock/format.js', 'src/main.js'],
  ),
  repair(
    'open-bracket',
    [30, 33],
    BLANK,
    [
      {
        path: 'src/main.js',
        from: '  status.textContent = `${sections.length} sections`\n}',
        to: '  status.textContent = `${sections.length} sections`\n',
      },
    ],
    ['src/main.js'],
  ),
  repair(
    'constant',
    [50, 34],
    'Clicking Refresh throws "Assignment to constant variable". Mend it.',
    [
      {
        path: 'src/main.js',
        from: 'function show() {',
        to: 'const shown = 0\n\nfunction show() {\n  shown = shown + 1',
      },
    ],
    ['src/main.js'],
  ),
  repair(
    'missing-element',
    [12, 35],
    'Nothing happens, and the console says that null has no addEventListener. Mend it.',
    [{ path: 'src/main.js', from: "getElementById('refresh')", to: "getElementById('reload')" }],
    ['src/main.js', 'index.html'],
  ),
  repair('missing-file', [70, 36], BLANK, [{ path: 'src/prices/format.js' }], ['src/prices/format.js', 'src/main.js']),
  repair(
    'style-link',
    [8, 37],
    'The page has lost its styles. Mend it.',
    [{ path: 'index.html', from: 'href="styles.css"', to: 'href="style.css"' }],
    ['index.html', 'styles.css'],
  ),
  repair(
    'css-bracket',
    [20, 38],
    'Half of the styles have no effect any more. Mend them.',
    [
      {
        path: 'styles.css',
        from: '  font-family: system-ui, sans-serif;\n}',
        to: '  font-family: system-ui, sans-serif;\n',
      },
    ],
    ['styles.css'],
  ),
  repair(
    'ru-duplicate-id',
    [14, 39],
    'Число разделов появляется не там: на странице два элемента с одним id. Исправь.',
    [{ path: 'index.html', from: '<ul id="list"></ul>', to: '<ul id="list"></ul>\n    <p id="status"></p>' }],
    ['index.html'],
  ),
  repair(
    'ru-handler',
    [90, 40],
    'Кнопка «Print» ничего не делает: её обработчик нигде не определён. Исправь, она должна печатать страницу.',
    [
      {
        path: 'index.html',
        from: '<ul id="list"></ul>',
        to: '<button type="button" onclick="printPage()">Print</button>\n    <ul id="list"></ul>',
      },
    ],
    ['index.html', 'src/main.js'],
  ),
]
