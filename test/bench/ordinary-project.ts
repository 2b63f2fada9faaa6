/** A project of 1,000 files as they are written: components, styles, pages and data. */
export function ordinaryProject(): Map<string, string> {
  const files = new Map([
    ['package.json', '{"dependencies":{"react":"19"}}'],
    ['tsconfig.json', '{}'],
    ['a.css', ''],
    ['b.css', ''],
  ])
  const list = (count: number, part: (index: number) => string) =>
    Array.from({ length: count }, (_, at) => part(at)).join('')
  for (let index = 0; files.size < 1000; index++) {
    files.set(
      `src/${index}.tsx`,
      `import { useState } from 'react'\nimport './${index}.css'\nimport { A${(index + 1) % 249} } from './${(index + 1) % 249}'\n` +
        list(
          12,
          (part) => `const f${part} = (a: number): number => a * ${part} + [1, 2, 3].map((b) => b + a).length\n`,
        ) +
        `export function A${index}() {\n  const [a] = useState(1)\n  return <p><A${(index + 1) % 249} />{f1(a)}</p>\n}\n`,
    )
    files.set(
      `src/${index}.css`,
      list(30, (part) => `.a${part} { color: red; margin: 0 auto }\n`),
    )
    files.set(`pages/${index}.html`, `<!doctype html><title>x</title>${'<p class="a">text</p>'.repeat(60)}`)
    files.set(`data/${index}.json`, `[${'{"a": 1, "b": "c"},'.repeat(60)}{}]`)
  }
  return files
}
