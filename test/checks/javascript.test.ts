import { describe, expect, it } from 'vitest'
import { messagesOf, problemsOf } from './check-files.ts'

const page = (script: string) => `<!doctype html><title>t</title>\n${script}\n`

describe('valid JavaScript gives no problem', () => {
  it.each([
    ['a hashbang', { 'cli.js': '#!/usr/bin/env node\nconsole.log(1)\n' }],
    ['a byte order mark', { 'a.js': '\uFEFFconst a = 1\n' }],
    ['await at the top of a module', { 'a.mjs': 'await fetch("https://example.org")\n' }],
    ['CommonJS with a return at the top', { 'a.cjs': 'if (module.parent) return\nmodule.exports = 1\n' }],
    ['CommonJS in a .js file', { 'a.js': "'use strict'\nconst fs = require('fs')\nexports.a = with_(fs)\n" }],
    ['sloppy code that is no module', { 'a.js': 'var await = 010; with (Math) { console.log(await) }\n' }],
    [
      'classes with all kinds of members',
      { 'a.js': 'class A { static #x = 1; static { this.y = A.#x } get z() { return 1 } async *g() {} }\n' },
    ],
    [
      'regular expressions with every flag',
      { 'a.js': 'const r = /(?<y>\\d{4})\\p{L}/dgimsuy, v = /[\\p{L}--[a-z]]/v\n' },
    ],
    [
      'optional chaining, nullish and logical assignment',
      { 'a.js': 'let a; a ??= b?.c?.[0]?.(1) ?? 2; a ||= a && 3 ** 2\nvar b\n' },
    ],
    ['nested templates', { 'a.js': 'const a = `x ${`y ${"}"} z`} </script>`\n' }],
    [
      'labels, getters and computed names',
      { 'a.js': 'a: for (;;) { break a }\nexport const o = { get [Symbol.iterator]() { return 1 } }\n' },
    ],
    [
      'import attributes',
      { 'a.mjs': "import data from './d.json' with { type: 'json' }\nconsole.log(data)\n", 'd.json': '{}' },
    ],
    ['the same var and function twice', { 'a.js': 'var a; var a; function f() {} function f() {}\n' }],
    ['JSX in a .jsx file', { 'a.jsx': "export const A = () => <><b class='x'>it's {1 < 2 ? <i/> : null}</b></>\n" }],
    [
      'JSX in a .js file of a React project',
      {
        'package.json': '{"dependencies":{"react":"^19.0.0"}}',
        'a.js': "import React from 'react'\nexport default () => <React.Fragment>a &amp; b</React.Fragment>\n",
      },
    ],
    [
      'JSX loaded through Babel in the browser',
      {
        'index.html': page(
          '<script src="https://unpkg.com/@babel/standalone"></script><script type="text/babel" src="app.js"></script>',
        ),
        'app.js': 'const App = () => <div style={{ color: "red" }}>hi</div>\n',
      },
    ],
    [
      'inline scripts of all types',
      {
        'index.html': page(
          '<script>var a = "<\\/script>"</script><script type="module">await 1</script>' +
            '<script type="application/ld+json">{"@context": "https://schema.org"}</script>' +
            '<script type="text/template"><div>{{ not code</script><script type="importmap">{"imports":{}}</script>',
        ),
      },
    ],
    ['a script that a server fills', { 'index.html': page('<script>const user = {{ user|tojson }};</script>') }],
    ['HTML comments in a classic script', { 'index.html': page('<script><!--\nalert(1)\n//--></script>') }],
  ])('%s', async (_name, files) => {
    expect(await problemsOf(files)).toEqual([])
  })
})

describe('a mistake in JavaScript is a syntax_error on its line', () => {
  it.each([
    ['a missing bracket', { 'a.js': 'function f() {\n  if (1) {\n}\n' }, ['a.js:4 syntax_error']],
    ['an unclosed string', { 'a.js': "const a = 1\nconst b = 'x\n" }, ['a.js:2 syntax_error']],
    ['a name declared twice', { 'a.js': 'let a = 1\nconst a = 2\n' }, ['a.js:2 syntax_error']],
    ['an export of what is not there', { 'a.mjs': 'export { a }\n' }, ['a.mjs:1 syntax_error']],
    ['types in a JavaScript file', { 'a.js': 'const a: string = 1\n' }, ['a.js:1 syntax_error']],
    ['a regular expression that is none', { 'a.js': 'const a = /(/\n' }, ['a.js:1 syntax_error']],
    ['import in a .cjs file', { 'a.cjs': 'const a = 1\nimport "./a.cjs"\n' }, ['a.cjs:undefined syntax_error']],
    ['await in a function that is not async', { 'a.mjs': 'function f() {\n  await 1\n}\n' }, ['a.mjs:2 syntax_error']],
    ['an unclosed JSX tag', { 'a.jsx': 'const a = <div>\n  <b>\n</div>\n' }, ['a.jsx:3 syntax_error']],
    ['an inline script', { 'index.html': page('<script>\nlet a =\n</script>') }, ['index.html:4 syntax_error']],
    [
      'inline JSON',
      { 'index.html': page('<script type="application/json">\n{a: 1}</script>') },
      ['index.html:3 syntax_error'],
    ],
    [
      'an import in a classic inline script',
      { 'index.html': page('<script>\nimport "./a.js"</script>'), 'a.js': '' },
      ['index.html:2 syntax_error'],
    ],
  ])('%s', async (_name, files, expected) => {
    expect(await problemsOf(files)).toEqual(expected)
  })

  it('in a module loaded without type="module" is reported where the page loads it', async () => {
    const files = {
      'index.html': page('<script src="app.js"></script>'),
      'app.js': "import { a } from './lib.js'\nconsole.log(a)\n",
      'lib.js': 'export const a = 1\n',
    }
    expect(await problemsOf(files)).toEqual(['index.html:2 syntax_error'])
    expect((await messagesOf(files))[0]).toContain('type="module"')
  })

  it('reads chains of some hundred operators, conditions and assignments', async () => {
    const chains = `${'a+'.repeat(900)}b;${'a?b:'.repeat(900)}c;${'a='.repeat(900)}b;let x; let x`
    for (const path of ['a.js', 'a.ts']) expect(await messagesOf({ [path]: chains })).toHaveLength(1)
  })

  it('says so when the code is nested too deeply, whatever the stack of the runtime', async () => {
    expect((await messagesOf({ 'a.js': '('.repeat(5000) }))[0]).toContain('nested too deeply')
    expect((await messagesOf({ 'a.ts': `let a = ${'['.repeat(5000)}` }))[0]).toContain('nested too deeply')
    expect((await messagesOf({ 'a.tsx': '<a>'.repeat(5000) }))[0]).toContain('nested too deeply')
  })
})
