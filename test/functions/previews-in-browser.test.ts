import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { createProject, signUp, type Client } from '../support/client.ts'
import { findFreePort } from '../support/free-port.ts'
import { writeFiles } from '../support/previews.ts'
import { makeStack } from '../support/stack.ts'

const chromiumPath = findChromium()
const note = chromiumPath === undefined ? ' (skipped: there is no Chromium on PATH)' : ''

const port = await findFreePort()
const api = `http://localhost:${port}`

/** The parts of React that the page uses, as a CDN of modules would have them. */
const MODULES: Record<string, string> = {
  react: `export const Fragment = 'fragment'
    export const createElement = (type, props, ...children) => typeof type === 'function' ? type(props) : { type, props, children }`,
  vue: `const draw = (part) => {
      if (typeof part !== 'object') return document.createTextNode(part)
      const { on, ...props } = part.props
      const element = Object.assign(document.createElement(part.type), props)
      element.append(...[part.children].flat().map(draw))
      return element
    }
    export const h = (type, props, children) => ({ type, props: props ?? {}, children })
    export const ref = (value) => ({ value })
    export const createApp = (component, props) => ({
      mount: (selector) => document.querySelector(selector).append(draw(component.setup(props)())),
    })`,
  'react-dom/client': `const draw = (part) => {
      if (typeof part !== 'object') return document.createTextNode(part)
      const element = document.createElement(part.type)
      Object.assign(element, part.props)
      element.append(...part.children.flat().map(draw))
      return element
    }
    export const createRoot = (root) => ({ render: (element) => root.replaceChildren(draw(element)) })`,
}

async function serveModules(): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1).replace(/@[^/]+/, '')
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.setHeader('Content-Type', 'text/javascript')
    response.end(MODULES[name] ?? 'throw new Error("no such module")')
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/{name}@{version}` }
}

const TODO = `<!doctype html><title>Todo</title><form><input id="new"><button>Add</button></form><ul></ul><script>
const items = JSON.parse(localStorage.getItem('items') ?? '[]')
const show = () => document.querySelector('ul').replaceChildren(...items.map((item) => Object.assign(document.createElement('li'), { textContent: item })))
document.querySelector('form').addEventListener('submit', (event) => {
  event.preventDefault()
  items.push(document.querySelector('#new').value)
  localStorage.setItem('items', JSON.stringify(items))
  show()
})
show()
</script>`

const REACT = {
  'index.html':
    '<!doctype html><html><head><title>App</title></head><body><div id="root"></div><script type="module" src="/src/main.tsx"></script></body></html>',
  'package.json': '{"dependencies":{"react":"19.1.0","react-dom":"19.1.0"}}',
  'src/main.tsx':
    'import { createRoot } from "react-dom/client"\nimport { App } from "./App"\nimport "./index.css"\nconst root = document.getElementById("root") as HTMLElement\ncreateRoot(root).render(<App name="Ada" />)\n',
  'src/App.tsx':
    'type Props = { name: string }\nexport function App({ name }: Props) {\n  return <h1 className="big">Hello {name}!</h1>\n}\n',
  'src/index.css': 'h1.big { color: rgb(1, 2, 3) }',
}

const VUE = {
  'index.html':
    '<!doctype html><html><head><title>App</title></head><body><div id="app"></div><script type="module" src="/src/main.ts"></script></body></html>',
  'package.json': '{"scripts":{"dev":"vite"},"dependencies":{"vue":"3.5.0"}}',
  'src/main.ts':
    'import { createApp } from "vue"\nimport { App } from "@/App"\ncreateApp(App, { name: "Ada" }).mount("#app")\n',
  'src/App.ts':
    'import { h, ref } from "vue"\ntype Props = { name: string }\nexport const App = {\n  props: ["name"],\n  setup(props: Props) {\n    const greeting = ref<string>("Hello")\n    return () => h("h1", { className: "big" }, [`${greeting.value} ${props.name}!`])\n  },\n}\n',
}

/** Tries to reach what is not the page's, and tells its frame what came of it. */
const thief = (api: string, other: string) => `<!doctype html><title>Thief</title><p>x</p><script type="module">
const tries = {
  storage: () => parent.localStorage.getItem('session'),
  dom: () => parent.document.title,
  cookie: () => parent.document.cookie,
  ownCookie: () => { if (document.cookie.includes('session')) return document.cookie; throw new Error('none') },
  session: () => fetch('${api}/api/auth/user', { credentials: 'include' }).then((answer) => { if (answer.status !== 200) throw new Error('401') }),
  otherStorage: () => new Promise((resolve, reject) => {
    const frame = document.body.appendChild(Object.assign(document.createElement('iframe'), { src: '${other}' }))
    frame.onload = () => { try { resolve(frame.contentWindow.localStorage.getItem('items')) } catch (error) { reject(error) } }
  }),
  otherFile: () => fetch('${other}').then((answer) => answer.text()),
}
const results = {}
for (const [name, attempt] of Object.entries(tries)) {
  results[name] = await Promise.resolve().then(attempt).then((value) => 'reached: ' + value, () => 'refused')
}
parent.postMessage({ results }, '*')
</script>`

describe.skipIf(chromiumPath === undefined)(`previews in a browser${note}`, () => {
  let browser: Browser
  let modules: Awaited<ReturnType<typeof serveModules>>
  let server: ReturnType<typeof serve>
  let client: Client

  beforeAll(async () => {
    modules = await serveModules()
    const { app } = makeStack({
      PREVIEW_URL: `http://{project}.preview.localhost:${port}`,
      PREVIEW_MODULES_URL: modules.url,
    })
    server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
    client = await signUp(app)
    browser = await launchChromium(chromiumPath ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
    modules?.server.close()
  })

  async function previewOf(files: Record<string, string>, json: Record<string, unknown> = {}): Promise<string> {
    const project = await createProject(client)
    await writeFiles(client, project, files)
    const made = await client.call('POST', `/api/projects/${project}/previews`, json, { Origin: api })
    return (made.json as { url: string }).url
  }

  async function open(url: string): Promise<Page> {
    const page = await (await browser.newContext()).newPage()
    await page.goto(url)
    return page
  }

  it('keep what they have stored over a reload', async () => {
    const page = await open(await previewOf({ 'index.html': TODO }))
    await page.fill('#new', 'Milk')
    await page.click('button')
    await page.reload()
    expect(await page.locator('li').allTextContents()).toEqual(['Milk'])
  })

  it('show React with TypeScript and styles, of a module server and without a build', async () => {
    const page = await open(await previewOf(REACT))
    await page.waitForSelector('h1')
    expect(await page.textContent('h1')).toBe('Hello Ada!')
    expect(await page.evaluate('getComputedStyle(document.querySelector("h1")).color')).toBe('rgb(1, 2, 3)')
  })

  it('show Vue with render functions in TypeScript', async () => {
    const page = await open(await previewOf(VUE))
    await page.waitForSelector('h1')
    expect(await page.textContent('h1')).toBe('Hello Ada!')
  })

  it('reach neither the page that shows them, its session, nor another preview', async () => {
    const other = await previewOf({ 'index.html': TODO })
    const url = await previewOf({ 'index.html': thief(api, other) })
    const page = await open(`${api}/`)
    await page.evaluate(`localStorage.setItem('session', 'secret'); document.cookie = 'session=secret'`)
    const results = await page.evaluate(`new Promise((resolve) => {
      addEventListener('message', ({ data }) => data.results && resolve(data.results))
      const frame = document.createElement('iframe')
      frame.src = ${JSON.stringify(url)}
      document.body.append(frame)
    })`)
    expect(results).toEqual(
      Object.fromEntries(
        ['storage', 'dom', 'cookie', 'ownCookie', 'session', 'otherStorage', 'otherFile'].map((name) => [
          name,
          'refused',
        ]),
      ),
    )
  })

  it('tell the page that shows them, and the report of the version, what goes wrong in them', async () => {
    const project = await createProject(client)
    await writeFiles(client, project, {
      'index.html': '<!doctype html><title>x</title>\n<h1>Hi</h1>\n<script>\nmissing()\n</script>',
    })
    const made = await client.call('POST', `/api/projects/${project}/previews`, {}, { Origin: api })
    const { url } = made.json as { url: string }
    const page = await open(`${api}/`)
    const heard = await page.evaluate(`new Promise((resolve) => {
      addEventListener('message', ({ data }) => data.type === 'samokoder:problem' && resolve(data.problem))
      document.body.append(Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(url)} }))
    })`)
    const problem = { kind: 'error', message: 'ReferenceError: missing is not defined', path: 'index.html', line: 4 }
    expect(heard).toMatchObject(problem)
    const report = () => client.call('GET', `/api/projects/${project}/versions/1/report`)
    await expect
      .poll(async () => ((await report()).json as { page_problems: unknown[] }).page_problems, { timeout: 60_000 })
      .toMatchObject([problem])
  })

  it('have a storage of their own page where they have no origin', async () => {
    const plainPort = await findFreePort()
    const { app } = makeStack({ PREVIEW_URL: `http://localhost:${plainPort}` })
    const plain = serve({ fetch: app.fetch, port: plainPort, hostname: '127.0.0.1' })
    try {
      const project = await createProject(client)
      await writeFiles(client, project, { 'index.html': TODO })
      const signedIn = { Authorization: `Bearer ${client.token}`, 'Content-Type': 'application/json' }
      const init = { method: 'POST', headers: signedIn, body: '{}' }
      const made = await app.fetch(new Request(`http://localhost:${plainPort}/api/projects/${project}/previews`, init))
      const page = await open(((await made.json()) as { url: string }).url)
      await page.fill('#new', 'Milk')
      await page.click('button')
      expect(await page.locator('li').allTextContents()).toEqual(['Milk'])
      expect(await page.evaluate('origin')).toBe('null')
    } finally {
      plain.close()
    }
  })
})
