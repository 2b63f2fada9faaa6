import { describe, expect, it } from 'vitest'
import { findPlaceholder } from '../../../src/generation/edits/placeholders.ts'

describe('findPlaceholder', () => {
  it.each([
    ['// ... existing code ...', 'app.js'],
    ['  // ...existing code...', 'app.ts'],
    ['// ... rest of the code stays the same', 'app.js'],
    ['// Rest of the component remains unchanged', 'App.tsx'],
    ['// … rest of TodoList component', 'App.tsx'],
    ['// Existing code', 'a.js'],
    ['// the rest of your code goes here', 'a.js'],
    ['// existing imports stay the same', 'a.js'],
    ['{/* ... rest of the JSX ... */}', 'App.jsx'],
    ['/* unchanged */', 'styles.css'],
    ['/* ... other styles ... */', 'styles.css'],
    [' * ... remaining methods ...', 'a.java'],
    ['<!-- ... rest of the content ... -->', 'index.html'],
    ['<!-- unchanged -->', 'README.md'],
    ['# ... rest of the code unchanged', 'main.py'],
    ['# existing code here', 'Dockerfile'],
    ['-- ... remaining code ...', 'schema.sql'],
    ['... rest of the code stays the same ...', 'a.js'],
    ['… остальной код без изменений', 'a.js'],
    ['// остальной код без изменений', 'a.js'],
    ['// остальной код остаётся прежним', 'a.js'],
    ['// ... остальные функции ...', 'a.js'],
    ['/* остальные стили без изменений */', 'a.css'],
    ['// здесь остальная часть кода', 'a.js'],
    ['# далее без изменений', 'a.py'],
    ['// existing code omitted for brevity', 'a.js'],
    ['function load() { /* unchanged */ }', 'a.js'],
    ['function load() { // ... existing code ...', 'a.js'],
    ['<main>{/* rest of the code */}</main>', 'a.jsx'],
  ])('finds %s in %s', async (line, path) => {
    expect(await findPlaceholder(`first\n${line}\r\nlast\n`, path)).toEqual({ line: 2, text: line.trim() })
  })

  it.each([
    ['const { a, ...rest } = options', 'a.js'],
    ['  ...existing,', 'a.js'],
    ['...rest', 'a.js'],
    ['...props.remaining, other', 'a.js'],
    ['// existing users must sign in again', 'a.js'],
    ['// Existing files', 'a.js'],
    ['// the rest of the arguments are passed to the callback unchanged', 'a.js'],
    ['// keep the original order if the list is unchanged', 'a.js'],
    ['// Loading existing code...', 'a.js'],
    ['// same as above', 'a.js'],
    ['// TODO: add your API key here', 'a.js'],
    ['// wait for the rest...', 'a.js'],
    ['// no changes', 'a.js'],
    ['// ...', 'a.js'],
    ['const text = "// ... existing code ..."', 'a.js'],
    ['<p>The rest of the code stays the same.</p>', 'index.html'],
    ['The rest of the code stays the same.', 'notes.txt'],
    ['// ... existing code ...', 'README.md'],
    ['* rest of the code', 'README.md'],
    ['# Rest of the code', 'README.md'],
    ['#rest { color: red }', 'a.css'],
    ['* { box-sizing: border-box }', 'a.css'],
    ['/* Other styles for the remaining pages of the site */', 'a.css'],
    ['// остальные пользователи видят только чтение', 'a.js'],
    ['<p>Остальной код без изменений</p>', 'index.html'],
    ['https://example.com/unchanged', 'a.js'],
  ])('does not take %s in %s for one', async (line, path) => {
    expect(await findPlaceholder(`first\n${line}\nlast\n`, path)).toBeUndefined()
  })

  it('gives up on a file of tens of thousands of comments', async () => {
    const comments = '// a comment\n'.repeat(60_000)
    expect(await findPlaceholder(`// ... existing code ...\n${comments}`, 'a.js')).toMatchObject({ line: 1 })
    expect(await findPlaceholder(`${comments}// ... existing code ...\n`, 'a.js')).toBeUndefined()
  })

  it('reads a long hostile line in one pass', async () => {
    expect(await findPlaceholder(`// ${'rest '.repeat(200_000)}`, 'a.js')).toBeUndefined()
    expect(await findPlaceholder(`* ${'*'.repeat(500_000)}x`, 'a.js')).toBeUndefined()
    expect(await findPlaceholder('{ '.repeat(500_000), 'a.js')).toBeUndefined()
  })
})
