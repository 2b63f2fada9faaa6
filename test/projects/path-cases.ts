// What the API and the database must both make of paths.

/** A path as it may come, and its one spelling. */
export const ACCEPTED_PATHS: [raw: string, path: string][] = [
  ['index.html', 'index.html'],
  ['./src/app.ts', 'src/app.ts'],
  ['././a', 'a'],
  ['src\\lib\\a.js', 'src/lib/a.js'],
  ['.\\a.js', 'a.js'],
  ['app/[id]/(group)/@slot/page.tsx', 'app/[id]/(group)/@slot/page.tsx'],
  ['.env.example', '.env.example'],
  ['.gitignore', '.gitignore'],
  ['.github/workflows/ci.yml', '.github/workflows/ci.yml'],
  ['документы/план.md', 'документы/план.md'],
  ['my file.txt', 'my file.txt'],
  ['console.js', 'console.js'],
  ['auxiliary/com10.txt', 'auxiliary/com10.txt'],
  ['..hidden/...x', '..hidden/...x'],
]

export const REFUSED_PATHS: [what: string, raws: string[]][] = [
  ['nothing', ['', './', '.']],
  ['absolute paths', ['/etc/passwd', '//host/share', '\\\\host\\share', '\\a', './/a', '/']],
  ['drive letters', ['C:\\a', 'c:/a', 'c:a', './C:/a']],
  ['climbing', ['..', '../a', 'a/../b', 'a/..', '..\\a', './../a', 'a\\..\\..\\b']],
  ['empty and dot segments', ['a//b', 'a/', 'a/./b', 'a\\\\b']],
  ['control characters', ['a\0b', 'a\nb', 'a\tb', 'a\u007f', 'a\u0085']],
  ['trailing dots and spaces', ['a.', 'a ', 'dir./a', 'dir /a', 'a...', ' a', 'x/ a']],
  ['device names', ['CON', 'nul.txt', 'src/Aux.ts', 'COM1', 'lpt9.tar.gz', 'com¹.js', 'prn .txt', 'CONIN$']],
  ['characters Windows forbids', ['a<b', 'a>b', 'a:b', 'a"b', 'a|b', 'a?b', 'a*b', 'x/a.js:stream']],
  ['.git folders', ['.git/config', '.GIT', 'sub/.Git/hooks/pre-commit', 'GIT~1/config']],
  [
    'invisible and bidi characters',
    ['a\u202Egpj.exe', 'a\u200Bb', '.g\u200Cit/config', 'a\u2066b', '\uFEFFa', 'a\u2028b'],
  ],
  ['broken Unicode', ['a\ud800b', '\udc00']],
  [
    'too much',
    [
      'a'.repeat(256),
      'я'.repeat(128),
      `${'a/'.repeat(16)}b`,
      'ab/'.repeat(5000),
      `${'a'.repeat(250)}/`.repeat(3) + 'a',
    ],
  ],
]

/** Two that cannot be in one project. */
export const CONFLICTING_PATHS: [path: string, existing: string][] = [
  ['README.md', 'readme.md'],
  ['a/b.js', 'A/c.js'],
  ['a', 'a/b'],
  ['a/b', 'a'],
  ['a/b/c', 'A/B'],
  ['straße.txt', 'STRASSE.TXT'],
  ['É.txt', 'é.txt'],
]

export const NEIGHBOURING_PATHS: [path: string, existing: string][] = [
  ['a/b', 'a/b'],
  ['a/b', 'a/c'],
  ['ab', 'a/b'],
  ['a.b', 'a'],
]
