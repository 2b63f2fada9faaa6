import { beforeAll, describe, expect, it } from 'vitest'
import { createProject, signUp, type Client } from '../support/client.ts'
import { makePreview, PREVIEW_HOSTS, visit, writeFiles } from '../support/previews.ts'
import { makeStack } from '../support/stack.ts'

const { app } = makeStack({
  ...PREVIEW_HOSTS,
  PREVIEW_MODULES_URL: 'https://modules.test/{name}@{version}&external={others}',
})
const FILES = {
  'index.html':
    '<!doctype html>\n<html><head lang="en"><title>App</title></head><script type="module" src="/src/main.tsx"></script></html>',
  'package.json': JSON.stringify({
    dependencies: { react: '^19.1.0', 'react-dom': '19.1.0', '@scope/kit': 'github:x/y' },
  }),
  'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"], "~lib": ["./src/lib/index.ts"] } } }',
  'src/main.tsx':
    'import { createRoot } from "react-dom/client"\nimport App from "./App"\nimport { lib } from "~lib"\nimport "./main.css"\ncreateRoot(lib as any).render(<App />)\n',
  'src/App.tsx':
    'import data from "@/data.json"\nimport logo from "/logo.svg"\nimport text from "./note.txt?raw"\nimport "@scope/kit/kit.css"\nimport type { T } from "./types"\nexport default function App(): unknown { return <img src={logo} alt={text + data} /> }\n',
  'src/lib/index.ts': 'export const lib: number = 1\n',
  'src/data.json': '{"a": [1]}',
  'src/main.css': 'body { color: red }',
  'src/note.txt': 'A `note`\n',
  'src/types.ts': 'export type T = 1\n',
  'src/Broken.tsx': 'export const a = 1\nexport const b: = 2\n',
  'src/Part.vue': '<template></template>',
  'src/plain.js': 'export { a } from "./part"\n',
  'src/part.js': 'export const a = 1\n',
  'src/classic.js': 'document.title = "plain"\n',
  'public/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
}

let client: Client
let url: string

beforeAll(async () => {
  client = await signUp(app)
  const project = await createProject(client)
  await writeFiles(client, project, FILES)
  url = (await makePreview(client, project, { version: 1 })).url
})

const read = async (path: string) => {
  const answer = await visit(app, url, path, { Accept: '*/*' })
  return { status: answer.status, type: answer.headers.get('Content-Type'), text: await answer.text() }
}
const JAVASCRIPT = 'text/javascript; charset=utf-8'

describe('a project that a build would make', () => {
  it('has an import map of its packages in its page, each sharing the others', async () => {
    const { text } = await read('/index.html')
    const map = JSON.parse(/<script type="importmap">(.+?)<\/script>/.exec(text)?.[1] ?? '') as {
      imports: Record<string, string>
    }
    expect(map.imports).toMatchObject({
      react: 'https://modules.test/react@%5E19.1.0?external=react-dom,@scope/kit',
      'react-dom/': 'https://modules.test/react-dom@19.1.0&external=react,@scope/kit/',
      '@scope/kit': 'https://modules.test/@scope/kit@latest?external=react,react-dom',
    })
    expect(text.indexOf('importmap')).toBeLessThan(text.indexOf('/src/main.tsx'))
    expect(text).toContain('<head lang="en"><script src="/.samokoder/reporter.js">')
  })

  it('has its TypeScript and JSX as JavaScript, with files by their addresses', async () => {
    const { status, type, text } = await read('/src/main.tsx')
    expect([status, type]).toEqual([200, JAVASCRIPT])
    expect(text).toContain('import { createRoot } from "react-dom/client"')
    expect(text).toContain('import App from "/src/App.tsx"')
    expect(text).toContain('import { lib } from "/src/lib/index.ts"')
    expect(text).toContain('import "/src/main.css?import"')
    expect(text).toContain('.render(_createElement(App, {}))')
  })

  it('finds what its aliases and its root stand for, and leaves types out', async () => {
    const { text } = await read('/src/App.tsx')
    expect(text).toContain('from "/src/data.json?import"')
    expect(text).toContain('from "/public/logo.svg?import"')
    expect(text).toContain('from "/src/note.txt?import&raw"')
    expect(text).toContain(encodeURIComponent('https://modules.test/@scope/kit@latest'))
    expect(text).not.toContain('./types')
  })

  it.each([
    ['/src/data.json?import', 'export default {"a":[1]}'],
    ['/src/note.txt?import&raw', 'export default "A `note`\\n"'],
    ['/public/logo.svg?import', 'export default "/public/logo.svg"'],
    ['/src/plain.js', 'export { a } from "/src/part.js"'],
  ])('has what is no script as a module: %s', async (path, expected) => {
    const { status, type, text } = await read(path)
    expect([status, type, text.trim()]).toEqual([200, JAVASCRIPT, expected])
  })

  it('has its styles both as they are and as modules', async () => {
    expect(await read('/src/main.css')).toMatchObject({ status: 200, text: FILES['src/main.css'] })
    expect((await read('/src/main.css?import')).text).toContain('href: "/src/main.css"')
  })

  it('has scripts that need nothing as they were written', async () => {
    expect((await read('/src/classic.js')).text).toBe(FILES['src/classic.js'])
    expect((await read('/src/part.js')).text).toBe(FILES['src/part.js'])
  })

  it('says where a file is broken, and what is not shown without a build', async () => {
    const broken = await read('/src/Broken.tsx')
    expect([broken.status, broken.text]).toEqual([422, expect.stringMatching(/^src\/Broken\.tsx:2:17: /)])
    expect(await read('/src/Part.vue?import')).toMatchObject({
      status: 422,
      text: expect.stringContaining('.vue files'),
    })
  })
})

describe('a project whose components need a compiler', () => {
  const components = {
    'index.html': '<!doctype html><div id="app"></div><script type="module" src="/src/main.ts"></script>',
    'src/main.ts': 'import App from "./App.vue"',
    'src/App.vue': '<template><h1>Hi</h1></template>',
  }

  it('says how to run it, in place of a page that would stay blank', async () => {
    const project = await createProject(client)
    await writeFiles(client, project, { ...components, 'package.json': '{"scripts":{"dev":"vite"}}' })
    const answer = await visit(app, (await makePreview(client, project)).url)
    const text = await answer.text()
    expect(answer.status).toBe(200)
    for (const told of ['This needs a build', '.vue', 'npm run dev']) expect(text).toContain(told)
  })

  it('is shown as it is where nobody knows how to run it', async () => {
    const project = await createProject(client)
    await writeFiles(client, project, components)
    const answer = await visit(app, (await makePreview(client, project)).url)
    expect(await answer.text()).toContain('<div id="app">')
  })
})

describe('a project that needs a server', () => {
  it.each([
    [{ 'main.py': 'print(1)', 'requirements.txt': 'fastapi' }, 'python main.py'],
    [{ 'package.json': '{"scripts":{"start":"node server.js"}}', 'server.js': '1' }, 'npm run start'],
    [{ 'go.mod': 'module x', 'main.go': 'package main' }, 'go run .'],
  ])('says how to run it: %j', async (files, command) => {
    const project = await createProject(client)
    await writeFiles(client, project, files)
    const preview = await makePreview(client, project)
    const answer = await visit(app, preview.url)
    const text = await answer.text()
    expect([answer.status, text.includes('This needs a server'), text.includes(command)]).toEqual([200, true, true])
  })
})
