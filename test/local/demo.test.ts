// `npm run demo` as the process it is, in a folder of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { loadCatalogue } from '../../local/offline-model/catalogue.ts'
import { chooseApp } from '../../local/offline-model/choose-app.ts'
import { findChromium } from '../support/chromium.ts'
import { startScriptedModel } from '../support/scripted-model.ts'

const PAGE =
  '<file path="index.html">\n<!doctype html>\n<html lang="en"><head><title>One</title></head><body><h1>One</h1></body></html>\n</file>\n'

let folder: string
let temporary: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samokoder-test-demo-'))
  temporary = join(folder, 'tmp')
  await mkdir(temporary)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const startDemo = (...parameters: string[]) => startDemoWith({}, ...parameters)

function startDemoWith(environment: Record<string, string>, ...parameters: string[]) {
  const child = spawn(process.execPath, [resolve('local/demo.ts'), ...parameters], {
    cwd: folder,
    env: { PATH: process.env['PATH'], TMPDIR: temporary, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }))
  return { child, said, ended }
}

describe('the demonstration', () => {
  it('speaks the language of the prompt, shows the model’s words, and leaves nothing but the project', async () => {
    const { code, stdout, stderr } = await startDemo('список', 'дел', 'с', 'фильтром').ended
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('Запрос: список дел с фильтром')
    expect(stdout).toContain('Это офлайн-каталог')
    expect(stdout).toMatch(/\n {2}готов index\.html, [\d.]+ kB\n/)
    expect(stdout).toMatch(/\nПроверено файлов: \d+, проблем нет\n/)
    const isOpened = findChromium() !== undefined
    expect(stdout).toMatch(
      isOpened ? /\nСтраница открыта, нажато кнопок: \d+, проблем нет\n/ : /Страницы не открываются/,
    )
    // Nobody looks at a terminal here, and the only Latin words are names.
    expect(stdout).not.toContain('\u001b')
    expect(stdout).not.toMatch(/Prompt|wrote|Opened|pressed|Checked|Exported|Open /)
    const [project = ''] = await readdir(join(folder, 'exports'))
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`Откройте ${join('exports', project, 'index.html')} в браузере.`)
    expect(await readdir(join(folder, 'exports', project))).toContain('index.html')
    if (isOpened) {
      expect(stdout).toMatch(/\nКак это выглядит: exports\/\S+\.jpg, из http:\S+\/versions\/1\/screenshot\n/)
      expect(await readdir(join(folder, 'exports'))).toContain(`${project}.jpg`)
    }
    expect(await readdir(temporary)).toEqual([])
  })

  it('asks a provider with a key of its own when its models are named, and tells how when they are not', async () => {
    const model = await startScriptedModel()
    onTestFinished(() => model.close())
    model.script((reply, { task }) => {
      reply.text(task === 'plan' ? '<plan title="One">\nOne.\n- index.html: it\n</plan>\n' : PAGE)
      reply.end()
    })
    const key = { GROQ_API_KEY: 'a-key' }
    const models = { AI_MODELS: 'groq/x', AI_PROVIDERS: `groq=${model.url}` }
    const attached = await startDemoWith({ ...key, ...models }, 'A page').ended
    expect([attached.code, attached.stderr]).toEqual([0, ''])
    expect(attached.stdout).toContain('Model: groq/x')
    expect(model.calls.length).toBeGreaterThan(0)
    const offline = await startDemoWith({ ...key, CHROME_PATH: 'none' }, 'A todo list').ended
    expect(offline.code).toBe(0)
    expect(offline.stdout).toContain('the offline starter catalogue')
    expect(offline.stdout).toContain('Pages are not opened')
    expect(offline.stdout).toContain('GROQ_API_KEY is set: name models of it in AI_MODELS, as groq/…, to use it.')
  })

  it('leaves nothing behind when Ctrl-C ends it', async () => {
    const { child, said, ended } = startDemo('A todo list', '--keep')
    await expect.poll(() => said.stdout, { timeout: 110_000, interval: 20 }).toContain('Prompt: A todo list')
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(said.stdout) ?? []
    child.kill('SIGINT')
    const { code, stderr } = await ended
    expect([code, stderr]).toEqual([130, ''])
    // The browser's profile goes a moment later, with the browser.
    await expect.poll(() => readdir(temporary), { timeout: 20_000 }).toEqual([])
    await expect
      .poll(
        () =>
          fetch(`${url}/health`).then(
            () => 'serves',
            () => 'is gone',
          ),
        { timeout: 10_000 },
      )
      .toBe('is gone')
  })

  it('tells how it is used, and says of an option that it does not know', async () => {
    const help = await startDemo('--help').ended
    expect([help.code, help.stderr]).toEqual([0, ''])
    for (const option of ['--keep', '--list', '--help']) expect(help.stdout).toContain(option)
    const unknown = await startDemo('--lst').ended
    expect([unknown.code, unknown.stdout]).toEqual([2, ''])
    expect(unknown.stderr).toBe("Unknown option '--lst'.\nnpm run demo -- --help tells what there is.\n")
  })

  it('lists the starter apps, each by a prompt that gets it', async () => {
    const catalogue = await loadCatalogue()
    const { code, stdout } = await startDemo('--list').ended
    expect(code).toBe(0)
    for (const app of catalogue.apps) {
      for (const prompt of [app.title.en, app.title.ru]) {
        expect(stdout).toContain(`"${prompt}"`)
        expect(chooseApp(catalogue, prompt).id, prompt).toBe(app.id)
      }
    }
  })
})
