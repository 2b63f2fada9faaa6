import { describe, expect, it } from 'vitest'
import { problemsOf } from './check-files.ts'

describe('valid CSS gives no problem', () => {
  it.each([
    ['@charset "utf-8"; :root { --a: { b: c }; --empty:; --json: [1, 2, {"a": "b"}] }'],
    ['a::before { content: "\\201C \\"x\\" \\\nnext" } a[href="x)"]:not(:is(b, c)) > d ~ e {}'],
    ['.md\\:flex, .w-1\\/2, #\\31 23 { width: calc(100% - (2 * var(--a, 1px))); width: 100px\\9 }'],
    ['@media (min-width: 40em) and (width <= 60em) { a { &:hover { color: red } } } @layer a, b;'],
    ['@container card (inline-size > 30em) { a {} } @supports (display: grid) and (not (a: b)) {}'],
    ['@font-face { font-family: x; src: url(data:font/woff2;base64,d09GMg==) format("woff2") }'],
    ['a { background: url( "https://example.org/a.png" ), url(//cdn.example/x.png), url(#filter) }'],
    ['@import url("https://fonts.googleapis.com/css2?family=A:wght@400;700&display=swap");'],
    ['@namespace svg "http://www.w3.org/2000/svg"; <!-- a {} -->'],
    ['a { filter: progid:DXImageTransform.Microsoft.gradient(startColorstr="#80000000") } /* } */'],
    ['@tailwind base; .btn { @apply px-4 py-2 hover:bg-blue-500; color: theme("colors.red") }'],
    ['@keyframes x { from { a: b } 50.5% {} to {} } @property --a { syntax: "<length>" }'],
    [''],
  ])('%s', async (text) => {
    expect(await problemsOf({ 'a.css': text })).toEqual([])
  })
})

describe('a mistake in CSS is a syntax_error on its line', () => {
  it.each([
    ['an unclosed block', 'a {\n  b: c;\n\nd { e: f }\n', [1]],
    ['a stray brace', 'a { b: c }\n}\n', [2]],
    ['an unclosed parenthesis', 'a {\n  width: calc(1px + (2px * 3);\n}\n', [2]],
    ['an unclosed bracket', 'a[b="c" {\n}\n', [1]],
    ['an unclosed string', 'a {\n  content: "x;\n}\n', [2]],
    ['an unclosed comment', 'a {}\n/* b\n', [2]],
    ['an unclosed url', 'a { b: url(x\n', [1, 1]],
    ['an address that needs quotes', 'a {\n  b: url(data:image/svg+xml,<svg xmlns="x">) }\n', [2]],
  ])('%s', async (_name, text, lines) => {
    expect(await problemsOf({ 'a.css': text })).toEqual(lines.map((line) => `a.css:${line} syntax_error`))
  })

  it('counts the lines of the page for an inline style sheet', async () => {
    const page = '<!doctype html>\n<title>t</title>\n<style>\na { b: c\n</style>\n'
    expect(await problemsOf({ 'index.html': page })).toEqual(['index.html:4 syntax_error'])
  })
})

describe('files that a style sheet names', () => {
  it.each([
    ['url()', 'a { b: url(img/x.png) }'],
    ['url() with quotes', 'a { b: url("img/x.png") }'],
    ['@import', '@import "other.css";'],
    ['@import url()', '@import url(other.css) screen;'],
  ])('%s must be there', async (_name, text) => {
    expect(await problemsOf({ 'css/a.css': text })).toEqual(['css/a.css:1 unresolved_link'])
  })

  it('are found from the style sheet, the root and the public folder, text or not', async () => {
    const files = {
      'css/a.css': '@import "./b.css"; a { b: url(../img/x.png?v=1#y), url(/img/x.png), url("/fonts/f%20g.woff2") }',
      'css/b.css': '',
    }
    expect(await problemsOf(files, ['img/x.png', 'public/fonts/f g.woff2'])).toEqual([])
  })

  it('may come from packages and aliases where a build tool resolves them', async () => {
    const files = {
      'package.json': '{"devDependencies":{"tailwindcss":"^4.0.0"}}',
      'src/a.css': '@import "tailwindcss"; @import "~tailwindcss/base"; a { b: url(@/assets/x.png) }',
    }
    expect(await problemsOf(files)).toEqual([])
  })
})
