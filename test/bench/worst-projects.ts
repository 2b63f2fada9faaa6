// Projects within the limits that take a check the most work: each is one shape of a poison run.
import { MAX_FILES } from '../../src/services/stored-limits.ts'
import { fill } from './fill.ts'
import { ordinaryProject } from './ordinary-project.ts'

/** Its files are made when they are needed: all projects together are half a gigabyte. */
export type WorstProject = { name: string; files: () => ReadonlyMap<string, string> }

const FULL_FILES = 10

/** As many of the largest files as a project holds, all with the same text. */
function fullFiles(extension: string, text: string, more: Record<string, string> = {}): Map<string, string> {
  const files = Array.from({ length: FULL_FILES }, (_, index): [string, string] => [`f${index}.${extension}`, text])
  return new Map([...files.slice(0, FULL_FILES - Object.keys(more).length), ...Object.entries(more)])
}

function manyFiles(count: number, path: (index: number) => string, text: (index: number) => string) {
  return new Map(Array.from({ length: count }, (_, index): [string, string] => [path(index), text(index)]))
}

function stars(count: number, names: number): Map<string, string> {
  const all = Array.from({ length: count }, (_, index) => `export*from'./m${index}.js'\n`).join('')
  return manyFiles(
    count,
    (index) => `m${index}.js`,
    (index) => {
      const own = Array.from({ length: names }, (_, name) => `export const n${index}_${name}=1\n`).join('')
      return `import{n0_0 as a,missing}from'./m${(index + 1) % count}.js'\n${all}${own}`
    },
  )
}

export const worstProjects: WorstProject[] = [
  { name: 'export * among 200 files', files: () => stars(200, 20) },
  { name: 'export * among 600 files', files: () => stars(600, 20) },
  {
    name: 'export * in a chain of 1,000',
    files: () =>
      manyFiles(
        MAX_FILES,
        (index) => `m${index}.js`,
        (index) =>
          `export*from'./m${index + 1}.js'\nimport{x${index}}from'./m0.js'\nexport const x=1\n${fill((name) => `export const n${index}_${name}=1\n`, 9000)}`,
      ),
  },
  { name: 'unclosed CSS strings', files: () => fullFiles('css', fill("'\n")) },
  { name: 'unclosed CSS strings in templates', files: () => fullFiles('html', `<style>{{ x }}${fill("'\n")}</style>`) },
  { name: 'empty CSS rules', files: () => fullFiles('css', fill('a{}')) },
  {
    name: 'links in CSS',
    files: () =>
      fullFiles(
        'css',
        fill((index) => `url(dist/${index})`),
        { 'package.json': '{}' },
      ),
  },
  { name: 'inline scripts', files: () => fullFiles('html', fill('<script>a</script>')) },
  { name: 'inline scripts that are wrong', files: () => fullFiles('html', fill('<script>{{ x }}</script>')) },
  { name: 'tags', files: () => fullFiles('html', fill('<a>')) },
  { name: 'attributes', files: () => fullFiles('html', fill('<a b>')) },
  { name: 'attributes of one tag', files: () => fullFiles('html', `<a ${fill((index) => `a${index} `)}>`) },
  {
    name: 'stray quotes in one long tag',
    files: () => fullFiles('html', `<${'a'.repeat(500_000)} ${fill((index) => `"a${index} `, 500_000)}>`),
  },
  {
    name: 'ids',
    files: () =>
      fullFiles(
        'html',
        fill((index) => `<a id=${index}>`),
      ),
  },
  { name: 'inline style attributes', files: () => fullFiles('html', fill('<a style=url()>')) },
  {
    name: 'links of fragments in 500 folders',
    files: () =>
      new Map([
        ...manyFiles(
          500,
          (index) => `d${index}/a/b/c/p.html`,
          () => '',
        ),
        ...fullFiles(
          'html',
          fill((index) => `<a href=dist/${index}>`),
          { 'package.json': '{}' },
        ),
      ]),
  },
  {
    name: 'absolute links from a deep folder',
    files: () =>
      manyFiles(
        FULL_FILES,
        (index) => `${'d/'.repeat(14)}p${index}.html`,
        () => `<!doctype html>${fill((index) => `<img src=/@x/${index}.png>`)}`,
      ),
  },
  { name: 'commas in srcset', files: () => fullFiles('html', `<img srcset="a${fill(',')}b">`) },
  { name: 'a long base', files: () => fullFiles('html', `<base href="${fill('a')}/">`) },
  {
    name: 'imports of what a build makes',
    files: () =>
      fullFiles(
        'js',
        fill((index) => `import'./dist/${index}';`),
        { 'package.json': '{}' },
      ),
  },
  {
    name: 'bare imports beside 500 package.json',
    files: () =>
      new Map([
        ...manyFiles(
          500,
          (index) => `p${index}/package.json`,
          (index) => `{"dependencies":{"d${index}":""}}`,
        ),
        ...fullFiles(
          'js',
          fill((index) => `import'd${index % 500}/${index}';`),
        ),
      ]),
  },
  {
    name: 'aliases to 900 namesakes',
    files: () =>
      new Map([
        ...manyFiles(
          900,
          (index) => `src/d${index}/index.ts`,
          () => '',
        ),
        ['package.json', '{}'],
        ...[
          ...fullFiles(
            'js',
            fill((index) => `import'@/x${index}/index';`),
          ),
        ].slice(0, 9),
      ]),
  },
  {
    name: 'import maps',
    files: () =>
      fullFiles(
        'html',
        `<!doctype html>${`<script type=importmap>{"imports":{${fill((index) => `"m${index}":"./dist/${index}.js",`, 200_000)}"z":""}}</script>`.repeat(5)}`,
        { 'package.json': '{}' },
      ),
  },
  {
    name: 'names in one import',
    files: () =>
      manyFiles(
        FULL_FILES,
        (index) => `f${index}.js`,
        (index) =>
          index === 0
            ? fill((name) => `export const n${name}=1;`)
            : fill(
                (part) =>
                  `import{${Array.from({ length: 1000 }, (_, name) => `n${name} as n${part}_${name}`).join()}}from'./f0.js';`,
              ),
      ),
  },
  { name: 'short statements', files: () => fullFiles('js', fill('a;')) },
  { name: 'one statement', files: () => fullFiles('js', `f(function(){${fill('a;')}})`) },
  { name: 'statements just short enough', files: () => fullFiles('js', fill(`[${'1,'.repeat(9500)}];`)) },
  {
    name: 'declarations in deep blocks',
    files: () =>
      fullFiles(
        'js',
        fill((index) => `${'{'.repeat(380)}var v${index}${'}'.repeat(380)}`),
      ),
  },
  {
    name: 'names in deep blocks',
    files: () => fullFiles('js', fill(`(function(){${'{'.repeat(380)}a;b;c;d${'}'.repeat(380)}});`)),
  },
  { name: 'named groups', files: () => fullFiles('js', fill(`/${'(?<a>.)|'.repeat(2000)}/;`)) },
  { name: 'broken escapes in tagged templates', files: () => fullFiles('js', fill('t`\\u{z`;')) },
  { name: 'a number of a million digits', files: () => fullFiles('js', `${fill('1')}n`) },
  { name: 'a long pattern', files: () => fullFiles('js', `/${fill('a')}/`) },
  { name: 'a long string', files: () => fullFiles('js', `"${fill('\\n')}"`) },
  { name: 'guarded imports', files: () => fullFiles('js', fill('try{require("x")}catch{}')) },
  { name: 'undefined exports', files: () => fullFiles('ts', `export{${fill((index) => `a${index},`)}};/*declare*/`) },
  { name: 'conditions in TypeScript', files: () => fullFiles('ts', fill('a?(b):(c);')) },
  { name: 'nested conditions in TypeScript', files: () => fullFiles('ts', fill(`${'a?(b):'.repeat(40)}c;`)) },
  { name: 'generic calls in TypeScript', files: () => fullFiles('ts', fill('a<b>(c);d<e,f>g;')) },
  { name: 'arrows in TypeScript', files: () => fullFiles('tsx', fill(`${'(a=>'.repeat(12)}b${')'.repeat(12)};`)) },
  { name: 'asynchronous arrows in TypeScript', files: () => fullFiles('ts', fill('async<T>(a:T)=>a;async(b)\n')) },
  { name: 'JSX', files: () => fullFiles('tsx', `const a=<>${fill('<a b={c}>d</a>', 20_000)}</>;\n`.repeat(50)) },
  {
    name: 'types',
    files: () =>
      fullFiles(
        'ts',
        fill((index) => `type T${index}=A<B>|C&{d:E};`),
      ),
  },
  { name: 'brackets in JSON', files: () => fullFiles('json', `[${fill('[],')}[]]`) },
  {
    name: 'keys in package.json',
    files: () =>
      manyFiles(
        FULL_FILES,
        (index) => `d${index}/package.json`,
        () => `{"dependencies":{${fill((index) => `"k${index}":"1",`)}"z":"1"}}`,
      ),
  },
  {
    name: 'comments in tsconfig.json',
    files: () =>
      manyFiles(
        FULL_FILES,
        (index) => `d${index}/tsconfig.json`,
        () => fill('/**/'),
      ),
  },
  {
    name: 'blanks in tsconfig.json',
    files: () =>
      manyFiles(
        FULL_FILES,
        (index) => `d${index}/tsconfig.json`,
        () => fill(' '),
      ),
  },
  {
    name: 'output options in build scripts',
    files: () =>
      manyFiles(
        FULL_FILES,
        (index) => `d${index}/vite.config.js`,
        () => fill('-o'),
      ),
  },
  {
    name: 'aliases of imports',
    files: () => {
      const aliases = Array.from({ length: 5000 }, (_, index) => `"a${index}*":["./b/*"]`).join()
      return fullFiles('ts', fill("import'a';"), { 'tsconfig.json': `{"compilerOptions":{"paths":{${aliases}}}}` })
    },
  },
  {
    name: 'links that a .gitignore may leave out',
    files: () => fullFiles('html', fill('<img src=aaaaaaaaaaaaaaaaaaaaaa/b.png>'), { '.gitignore': fill('a*a\n') }),
  },
  { name: 'placeholders', files: () => fullFiles('html', fill('{{ <% {% ')) },
  { name: 'handlers', files: () => fullFiles('html', `<!doctype html>${fill('<a onclick=f(g)>')}`) },
  {
    name: 'elements that are looked for',
    files: () =>
      fullFiles(
        'js',
        fill((index) => `document.getElementById("a${index}").b;`),
        { 'a.html': `<!doctype html>${fill((index) => `<script src=f${index % 9}.js></script>`, 10_000)}` },
      ),
  },
  {
    name: 'names that scripts of a page share',
    files: () =>
      fullFiles(
        'js',
        fill((index) => `let a${index};`),
        { 'a.html': `<!doctype html>${fill((index) => `<script src=f${index % 9}.js></script>`, 1000)}` },
      ),
  },
  { name: 'scripts of components', files: () => fullFiles('vue', fill('<script>a</script>')) },
  { name: 'lock files', files: () => fullFiles('lock', fill('a@1\n'), { 'yarn.lock': fill('a@1\n') }) },
  { name: 'an ordinary project of 1,000 files', files: ordinaryProject },
  { name: 'SVG elements', files: () => fullFiles('svg', `<svg>${fill('<a b="c"/>')}</svg>`) },
  { name: 'ampersands in SVG', files: () => fullFiles('svg', `<svg>${fill('&amp;')}</svg>`) },
]
