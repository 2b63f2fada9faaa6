import { afterAll, describe, expect, it } from 'vitest'
import { findChromium } from '../support/chromium.ts'
import { createProject, runPrompt } from '../support/client.ts'
import { startDebuggedChromium } from '../support/debugged-chromium.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

const chromiumPath = findChromium()
const note = chromiumPath === undefined ? ' (skipped: there is no Chromium on PATH)' : ''
const chromium = chromiumPath === undefined ? undefined : await startDebuggedChromium(chromiumPath)
afterAll(() => chromium?.close())

// Nothing listens there.
const AWAY = 'http://127.0.0.1:9'
const { model, client } = await startScriptedStack({ BROWSER_URL: chromium?.url ?? AWAY })

const page = (body: string) =>
  `<!doctype html>\n<html lang="en">\n<head><title>x</title></head>\n<body>\n${body}\n</body>\n</html>`
const GOOD = page('<h1>Hi</h1>\n<button type="button" onclick="this.textContent = 1">Press</button>')

type Finding = { code: string; message: string; line?: number }
type Report = { page: { state: string; reason: string | null; problems_left: number | null; findings: Finding[] } }

/** Runs a prompt whose answers are these pages, one after the other. */
async function make(...pages: string[]) {
  const project = await createProject(client)
  model.calls.length = 0
  let next = 0
  model.script((reply, { task }) => {
    if (task === 'plan') reply.text('<plan>\ntitle: X\nsummary: X\nfiles:\n- index.html: the page\n</plan>\n')
    else reply.text(`<file path="index.html">\n${pages[Math.min(next++, pages.length - 1)]}\n</file>\n`)
    reply.end()
  })
  const events = await runPrompt(client, project, { prompt: 'A page', kind: 'generate' })
  const report = (await client.call('GET', `/api/projects/${project}/versions/1/report`)).json as Report
  const picture = (query: string) => client.call('GET', `/api/projects/${project}/versions/1/screenshot${query}`)
  return { events, page: report.page, picture, tasks: model.calls.map(({ task }) => task) }
}

describe.skipIf(chromium === undefined)(`a run with a browser attached${note}`, () => {
  it.each([
    ['throws on load', page('<h1>Hi</h1>\n<script>\nmissing()\n</script>'), 'page_error', 'missing'],
    ['stays blank', page('<div id="app"></div>'), 'blank_page', 'shows nothing'],
    [
      'has a button whose handler fails',
      page('<button id="b">Go</button>\n<script>\nb.onclick = () => b.dataset.x.y.z\n</script>'),
      'page_error',
      'TypeError',
    ],
    [
      'rejects',
      page('<h1>Hi</h1>\n<script type="module">\nPromise.reject(new Error("no data"))\n</script>'),
      'page_error',
      'no data',
    ],
  ])('finds a page that %s, and has it repaired in one call', async (_, broken, code, words) => {
    const { events, page, picture, tasks } = await make(broken, GOOD)
    expect(events.at(-1)?.event).toBe('run.succeeded')
    expect(tasks.filter((task) => task === 'repair')).toHaveLength(1)
    expect(page).toMatchObject({ state: 'opened', reason: null, problems_left: 0 })
    expect(page.findings).toMatchObject([{ code, message: expect.stringContaining(words) }])
    const [before, after] = [await picture('?at=first'), await picture('?at=last&width=390')]
    for (const { status, headers } of [before, after])
      expect([status, headers.get('Content-Type')]).toEqual([200, 'image/jpeg'])
    expect(before.text).not.toBe(after.text)
  })

  it('opens a page that is good once, presses its buttons, and lets nothing leave it', async () => {
    const { events, tasks } = await make(
      page(
        '<h1>Hi</h1>\n<form><button>Send</button></form>\n<button onclick="location.search = 1">Go</button>\n<button onclick="alert(1)">Say</button>',
      ),
    )
    expect(events.filter(({ event }) => event === 'page.opened').map(({ data }) => data)).toMatchObject([
      { state: 'opened', problem_count: 0, pressed: 3 },
    ])
    expect(tasks).not.toContain('repair')
  })

  it('counts and times what it opens, by what came of it', async () => {
    const told = async () => {
      const { text } = await client.call('GET', '/metrics')
      const countOf = (result: string) =>
        Number(new RegExp(`page_open_duration_seconds_count\\{result="${result}"\\} (\\d+)`).exec(text)?.[1] ?? 0)
      return { clean: countOf('clean'), problems: countOf('problems'), up: /up\{service="browser"\} 1$/m.test(text) }
    }
    const before = await told()
    await make(page('<div id="app"></div>'), GOOD)
    const isCounted = async () => {
      const { clean, problems, up } = await told()
      return clean > before.clean && problems > before.problems && up
    }
    await expect.poll(isCounted, { timeout: 30_000 }).toBe(true)
  })

  it('commits what could not be repaired, and says what is wrong with it', async () => {
    const blank = page('<div id="app"></div>')
    const { events, page: told } = await make(blank, blank)
    expect(events.at(-1)?.event).toBe('run.partial')
    expect(told.findings[0]).toMatchObject({ code: 'blank_page' })
  })
})

describe('a run whose browser is away', () => {
  it('ends as it would without, and says that the page was not opened', async () => {
    const away = await startScriptedStack({ BROWSER_URL: AWAY })
    away.model.script((reply, { task }) => {
      if (task === 'plan') reply.text('<plan>\ntitle: X\nsummary: X\nfiles:\n- index.html: the page\n</plan>\n')
      else reply.text(`<file path="index.html">\n${GOOD}\n</file>\n`)
      reply.end()
    })
    const project = await createProject(away.client)
    const events = await runPrompt(away.client, project, { prompt: 'A page', kind: 'generate' })
    expect(events.at(-1)?.event).toBe('run.succeeded')
    const { page } = (await away.client.call('GET', `/api/projects/${project}/versions/1/report`)).json as Report
    expect(page).toMatchObject({ state: 'not_opened', reason: 'The browser does not answer.', findings: [] })
    const told = async () => (await away.client.call('GET', '/metrics')).text
    await expect
      .poll(told, { timeout: 20_000 })
      .toMatch(/page_open_duration_seconds_count\{result="not_opened"\} [1-9]/)
  })
})
