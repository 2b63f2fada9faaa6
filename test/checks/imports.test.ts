import { describe, expect, it } from 'vitest'
import { messagesOf, problemsOf } from './check-files.ts'

const manifest = (fields: object) => ({ 'package.json': JSON.stringify(fields) })

describe('an import that leads nowhere is an unresolved_import', () => {
  it.each([
    ["import './missing.js'"],
    ["import a from '../missing.js'"],
    ["export * from './missing.js'"],
    ["export { a } from './missing.js'"],
    ["const a = () => import('./missing.js')"],
    ["const a = require('./missing')"],
    ["import a from 'left-pad'"],
    ["import a from '@scope/pkg/part'"],
    ["const a = require('left-pad')"],
    ["import a from '/lib/missing.js'"],
    ["import a from '#internal'"],
  ])('%s', async (source) => {
    expect(await problemsOf({ 'src/a.js': source })).toEqual(['src/a.js:1 unresolved_import'])
  })

  it.each([
    ["new Worker('worker.js')"],
    ["new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })"],
    ["importScripts('lib.js')"],
    ["const a = new URL('./a.png', import.meta.url)"],
  ])('%s is an unresolved_link', async (source) => {
    expect(await problemsOf({ 'src/a.js': source })).toEqual(['src/a.js:1 unresolved_link'])
  })

  it('also in a page, on its line', async () => {
    const page = '<!doctype html><title>t</title>\n<script type="module">\nimport "./a.js"\n</script>'
    expect(await problemsOf({ 'index.html': page })).toEqual(['index.html:3 unresolved_import'])
  })

  it('says what to do about a package', async () => {
    expect((await messagesOf({ ...manifest({}), 'a.js': "import 'left-pad/x'" }))[0]).toContain(
      '"left-pad" is not in package.json',
    )
  })

  it('says when only the case differs', async () => {
    expect((await messagesOf({ 'a.js': "import './Lib.js'", 'lib.js': '' }))[0]).toContain('case')
  })

  it('tells a browser project to write the whole name', async () => {
    const files = { 'index.html': '<!doctype html><title>t</title><script type="module" src="a.js"></script>' }
    expect((await messagesOf({ ...files, 'a.js': "import './lib'", 'lib.js': '' }))[0]).toContain('whole file name')
  })

  it('for an alias whose folder is there and whose file is not', async () => {
    const files = { ...manifest({}), 'tsconfig.json': '{}', 'src/components/b.tsx': '' }
    expect(await problemsOf({ ...files, 'src/a.ts': "import '@/components/c'" })).toEqual([
      'src/a.ts:1 unresolved_import',
    ])
  })
})

describe('an import that leads somewhere gives no problem', () => {
  const files = {
    ...manifest({
      name: 'self',
      dependencies: { react: '19' },
      devDependencies: { '@scope/pkg': '1', '@types/estree': '1' },
      peerDependencies: { vue: '3' },
      imports: { '#x': './x.js' },
    }),
    'lib/index.ts': '',
    'lib/b.tsx': 'export default 1',
    'lib/c.js': '',
    'lib/d.vue': '',
    'lib/e.json': '{}',
    'lib/f.module.css': '',
    'lib/g.d.ts': '',
    'lib/h.svg': '<svg/>',
  }

  it.each([
    ["import './lib'; import './lib/'; import './lib/index'; import './lib/index.js'"],
    ["import './lib/b'; import b from './lib/b.js'; import './lib/b.jsx'; import './lib/b.tsx'"],
    ["import './lib/c'; import './lib/d.vue'; import './lib/e.json'; import './lib/f.module.css'; import './lib/g'"],
    ["import url from './lib/h.svg?url'; import w from './lib/c.js?worker'; import './img/i.png'"],
    [
      "import 'react'; import 'react/jsx-runtime'; import '@scope/pkg/deep/x.js'; import 'vue'; import 'self/x'; import '#x'",
    ],
    [
      "import 'fs'; import 'node:fs/promises'; import 'fs/promises'; import 'node:test'; import 'bun:test'; import 'npm:x'",
    ],
    ["import 'https://esm.sh/x'; import 'virtual:pwa-register'; import 'astro:content'; import 'cloudflare:workers'"],
    ["import type { Node } from 'estree'"],
    ["try { require('optional') } catch {}; import('optional').catch(() => {})"],
    ['const a = import(`./lib/${name}.js`); require(name); require(["amd"], f)'],
    [
      "import './generated/client'; import './dist/x.js'; import './routeTree.gen'; import './$types'; import './+types/root'",
    ],
    [
      "new Worker(new URL('./lib/c.js', import.meta.url)); new URL('./data.sqlite', import.meta.url); new URL('.', import.meta.url)",
    ],
    ["new Worker('/lib/c.js'); new Worker('lib/c.js')"],
    ["new URL('x.png', location.href); new Worker(url); importScripts('https://a.b/c.js')"],
    ["declare module 'something' { const a: string; export default a }"],
  ])('%s', async (source) => {
    expect(
      (await problemsOf({ ...files, 'a.ts': source }, ['img/i.png'])).filter((problem) => problem.startsWith('a.ts')),
    ).toEqual([])
  })

  it.each([
    [
      'import maps',
      {
        'index.html':
          '<!doctype html><title>t</title><script type="importmap">{"imports":{"three":"https://a.b/three.js","three/addons/":"https://a.b/","local":"./l.js"}}</script><script type="module">import "three"; import "three/addons/x.js"; import "local"</script>',
        'l.js': "import 'three'",
      },
    ],
    [
      'a deno.json',
      {
        'deno.json': '{"imports":{"@std/assert":"jsr:@std/assert@1"}}',
        'a.ts': "import '@std/assert'; import './b.ts'",
        'b.ts': '',
      },
    ],
    [
      'paths of a tsconfig',
      {
        'tsconfig.json': '{"compilerOptions":{"paths":{"@app/*":["./src/*"], "~lib": ["./l"]}}}',
        'a.ts': "import '@app/x'; import '~lib'",
      },
    ],
    [
      'a base URL',
      { 'tsconfig.json': '{"compilerOptions":{"baseUrl":"src"}}', 'src/a/b.ts': '', 'src/c.ts': "import 'a/b'" },
    ],
    [
      'aliases of Vite',
      {
        'vite.config.ts': 'export default { resolve: { alias: { components: "/src/components", "@x": "/x" } } }',
        'a.js': "import 'components/b'; import '@x/y'",
      },
    ],
    [
      '@/ and ~/',
      {
        'package.json': '{}',
        'src/lib/b.ts': '',
        'src/a.ts': "import '@/lib/b'; import '~/lib/b'; import '@/made/by/codegen'",
      },
    ],
    [
      'packages of a workspace',
      {
        'package.json': '{"workspaces":["packages/*"]}',
        'packages/a/package.json': '{"name":"@me/a"}',
        'packages/b/package.json': '{"name":"@me/b"}',
        'packages/b/x.js': "import '@me/a'",
      },
    ],
    [
      'modules of SvelteKit and Nuxt',
      {
        'package.json': '{}',
        'svelte.config.js': 'export default {}',
        'src/a.ts': "import '$app/stores'; import '$lib/x'; import '#imports'",
      },
    ],
    ['a bundle with its own require', { 'a.js': '(function (require) { require("x"); require("./y") })(z)' }],
    ['extensions that a build tool adds', { 'package.json': '{}', 'a.js': "import './lib'", 'lib.js': '' }],
    ['CommonJS without extensions', { 'a.js': "const b = require('./lib')", 'lib.js': 'module.exports = 1' }],
    [
      'the root of the site',
      {
        'public/index.html': '<!doctype html><title>t</title><script type="module">import "/js/a.js"</script>',
        'public/js/a.js': '',
      },
    ],
    [
      'a worker beside the page',
      {
        'index.html': '<!doctype html><title>t</title><script src="js/a.js"></script>',
        'js/a.js': "new Worker('js/w.js')",
        'js/w.js': "importScripts('l.js')",
        'js/l.js': '',
      },
    ],
  ])('%s', async (_name, project) => {
    expect(await problemsOf(project)).toEqual([])
  })
})
