// The bot of docs/recipes/telegram-bot.md, saved and started as the page says, between a stand-in of the Bot API and a server.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, symlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { startWebProcess, type WebProcess } from '../../local/web-process.ts'
import { startBotApi, type Sent } from '../support/bot-api.ts'
import { findChromium } from '../support/chromium.ts'
import { startDebuggedChromium, type DebuggedChromium } from '../support/debugged-chromium.ts'
import { holdWithinFile } from '../support/held-model.ts'
import { readBlocks } from '../support/markdown-blocks.ts'
import { createRemoteClient, type RemoteClient } from '../support/remote.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'
import { openTerminal } from '../support/terminal.ts'
import { walkPage } from '../support/walk-page.ts'

const PATH = `${dirname(process.execPath)}:${process.env['PATH']}`
const CHAT = 77
const path = findChromium()
const note = path === undefined ? ' (without the picture: there is no Chromium on PATH)' : ''

let browser: DebuggedChromium | undefined
let model: ScriptedModel
let web: WebProcess
let scripted: WebProcess
let start = ''
let folder: string
beforeAll(async () => {
  model = await startScriptedModel()
  browser = path === undefined ? undefined : await startDebuggedChromium(path)
  const parent = await makeTemporaryFolder()
  folder = join(parent, 'bot')
  for (const one of ['bot', 'samokoder']) await mkdir(join(parent, one))
  await symlink(resolve('dist'), join(parent, 'samokoder', 'dist'))
  const blocks = await readBlocks('docs/recipes/telegram-bot.md')
  start = blocks.find(({ mark }) => mark?.name === 'start')?.text ?? ''
  const terminal = openTerminal(folder, { PATH })
  await walkPage(
    blocks.filter(({ mark }) => mark?.name !== 'start'),
    terminal,
    folder,
  )
  await terminal.close()

  const options = { runtime: 'node' as const, port: 0, folder: parent, onLine: () => undefined }
  const browserUrl = browser === undefined ? {} : { BROWSER_URL: browser.url }
  web = await startWebProcess({ ...options, environment: { ...inject('environment'), ...browserUrl } })
  scripted = await startWebProcess({ ...options, environment: { ...inject('environment'), ...model.environment } })
})
afterAll(async () => {
  await web.stop()
  await scripted.stop()
  await model.close()
  await browser?.close()
})

type Bot = { ended: Promise<number | null>; said: () => string; kill: () => Promise<unknown> }

function startBot(environment: Record<string, string>): Bot {
  // The shell becomes the bot, so that a signal is for that.
  const child: ChildProcess = spawn('sh', ['-c', `exec ${start}`], { cwd: folder, env: { PATH, ...environment } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (said += data.toString()))
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve)
  })
  const kill = () => {
    child.kill('SIGKILL')
    return ended
  }
  onTestFinished(async () => void (await kill()))
  return { ended, said: () => said, kill }
}

async function startAll(at: WebProcess, chats = String(CHAT)) {
  const api = await startBotApi()
  onTestFinished(() => api.close())
  const client = await createRemoteClient(at.url)
  const environment = {
    TELEGRAM_API: api.url,
    TELEGRAM_TOKEN: api.token,
    TELEGRAM_CHATS: chats,
    SAMOKODER_URL: at.url,
    SAMOKODER_KEY: client.token,
  }
  return { api, client, environment }
}

const wait = { timeout: 100_000, interval: 100 }
const untilSent = (sent: Sent[], count: number) => expect.poll(() => sent.length, wait).toBe(count)

async function projectsOf(client: RemoteClient): Promise<string[]> {
  const { items } = await client.json<{ items: { id: string }[] }>('GET', '/api/projects')
  return items.map(({ id }) => id)
}

describe('the bot', () => {
  it(`answers a message with the preview’s address and the picture of the page${note}`, async () => {
    const { api, client, environment } = await startAll(web)
    startBot(environment)
    api.write(1, CHAT, 'A todo list\nfor my family')
    await untilSent(api.sent, 2)
    const [first, last] = api.sent
    expect(first).toMatchObject({ method: 'sendMessage', chat: CHAT, text: 'I am building it.' })
    const page = await (await fetch(last?.text ?? '')).text()
    expect(page).toContain('<title>Todo list</title>')
    expect(last).toMatchObject({ method: browser === undefined ? 'sendMessage' : 'sendPhoto', chat: CHAT })
    if (browser !== undefined) expect(Buffer.from(last?.photo ?? []).toString('hex')).toMatch(/^ffd8ff/)
    expect(await projectsOf(client)).toHaveLength(1)
  })

  it('says to strangers who they are, and to others what it takes, and makes nothing of either', async () => {
    const { api, client, environment } = await startAll(web)
    startBot(environment)
    api.write(1, 5, 'A todo list')
    api.write(2, CHAT, '/start')
    api.write(3, CHAT, undefined)
    await untilSent(api.sent, 3)
    const texts = api.sent.map(({ chat, text }) => `${chat}: ${text}`).toSorted()
    expect(texts[0]).toBe('5: I do not know you. The number of this chat is 5.')
    expect(texts.slice(1)).toEqual(Array(2).fill('77: Say what to build: a todo list, for example.'))
    expect(await projectsOf(client)).toEqual([])
  })

  it('goes on when Telegram asks it to wait, fails or breaks off, and when it is blocked', async () => {
    const { api, environment } = await startAll(web, '77,78')
    api.fail('getUpdates', 'cut', 'gateway', { error_code: 500, description: 'Internal' })
    api.fail('sendMessage', 'cut', {
      error_code: 429,
      description: 'Too Many Requests',
      parameters: { retry_after: 1 },
    })
    api.fail('sendPhoto', { error_code: 400, description: 'PHOTO_INVALID_DIMENSIONS' })
    const bot = startBot(environment)
    api.write(1, CHAT, 'A calculator')
    await untilSent(api.sent, 2)
    expect(api.sent.map(({ method }) => method)).toEqual(['sendMessage', 'sendMessage'])
    expect(api.sent[1]?.text).toMatch(/^http:/)

    api.fail('sendMessage', { error_code: 403, description: 'Forbidden: bot was blocked by the user' })
    api.write(2, 78, 'A calculator')
    await expect.poll(bot.said, wait).toContain('Chat 78 was not answered. Error: Telegram says 403: Forbidden')
    api.write(3, 78, '/start')
    await untilSent(api.sent, 3)
  })

  it('builds a message once, though it is killed in mid-run and given it again', async () => {
    const { api, client, environment } = await startAll(scripted)
    const within = holdWithinFile(model)
    const before = model.calls.length
    const first = startBot(environment)
    api.write(1, CHAT, 'One file')
    const goOn = await within
    await first.kill()
    startBot(environment)
    await expect.poll(() => api.handedOut, wait).toEqual([1, 1])
    goOn()
    await expect.poll(() => api.sent.at(-1)?.text, wait).toMatch(/^http:/)
    const projects = await projectsOf(client)
    expect(projects).toHaveLength(1)
    const { items } = await client.json<{ items: unknown[] }>('GET', `/api/projects/${projects[0]}/runs`)
    expect(items).toHaveLength(1)
    expect(model.calls.slice(before).filter(({ task }) => task === 'plan')).toHaveLength(1)
  })

  it('says why a run has failed, and that a key is refused', async () => {
    const { api, environment } = await startAll(scripted)
    model.script((reply) => void reply.raw.writeHead(400).end('{"error":{"message":"no"}}'))
    const bot = startBot(environment)
    api.write(1, CHAT, 'A todo list')
    await expect.poll(() => api.sent.at(-1)?.text, wait).toMatch(/^It did not work out: The AI provider refused/)
    await bot.kill()
    startBot({ ...environment, SAMOKODER_KEY: 'sk-samo-none' })
    api.write(2, CHAT, 'A todo list')
    await expect.poll(() => api.sent.at(-1)?.text, wait).toMatch(/^I cannot: The key is not whole/)
  })

  it('ends with a sentence where its token is refused, or another bot has it', async () => {
    const { api, environment } = await startAll(web)
    const refused = startBot({ ...environment, TELEGRAM_TOKEN: 'wrong' })
    expect(await refused.ended).toBe(1)
    expect(refused.said()).toBe('The bot is there.\nTelegram says 401: Unauthorized\n')
    api.fail('getUpdates', { error_code: 409, description: 'Conflict: terminated by other getUpdates request' })
    const second = startBot(environment)
    expect(await second.ended).toBe(1)
    expect(second.said()).toContain('Telegram says 409: Conflict')
  })
})
