// The programs of docs/streams.md, as a reader saves and runs them, and over connections that are cut.
import { mkdir, symlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { findProgram } from '../../local/find-program.ts'
import { startWebProcess, type WebProcess } from '../../local/web-process.ts'
import { parseEvents } from '../support/client.ts'
import { startCuttingProxy } from '../support/cutting-proxy.ts'
import { holdWithinFile } from '../support/held-model.ts'
import { readBlocks, type Block } from '../support/markdown-blocks.ts'
import { createRemoteClient, type RemoteClient } from '../support/remote.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'
import { openTerminal } from '../support/terminal.ts'
import { walkPage } from '../support/walk-page.ts'

/** Go is put where nobody has it on PATH. */
const PATH = `${dirname(process.execPath)}:${process.env['PATH']}:/usr/local/go/bin`
const blocks = await readBlocks('docs/streams.md')
const setUp = blocks.filter(({ section }) => section === '')
const sections = [...new Set(blocks.map(({ section }) => section))].filter((section) => section !== '')

/** Of each stream so many bytes: within an event, before its head, and within an event of those behind. */
const CUTS = [450, 0, 400]
/** No event is as short. */
const PIECE_BYTES = 40
/** The first build of a program in Go takes its time. */
const timeout = 600_000

let model: ScriptedModel
let web: WebProcess
let scripted: WebProcess
let client: RemoteClient
beforeAll(async () => {
  model = await startScriptedModel()
  const options = { runtime: 'node' as const, port: 0, folder: await makeTemporaryFolder(), onLine: () => undefined }
  web = await startWebProcess({ ...options, environment: inject('environment') })
  scripted = await startWebProcess({ ...options, environment: { ...inject('environment'), ...model.environment } })
  client = await createRemoteClient(scripted.url)
})
afterAll(async () => {
  await web.stop()
  await scripted.stop()
  await model.close()
})

/** The command that a block starts with, if it is one that a machine may lack. */
function missingProgram(own: readonly Block[]): string | undefined {
  const commands = own.flatMap(({ language, text }) => (language === 'sh' ? [/^\w+/.exec(text)?.[0] ?? ''] : []))
  return commands.find((command) => findProgram([command], PATH) === undefined)
}

async function startRun(url: string, run: object): Promise<{ runId: string; token: string }> {
  const asked = await createRemoteClient(url, client.token)
  const project = await asked.json<{ id: string }>('POST', '/api/projects', { name: 'Streams' })
  const { id } = await asked.json<{ id: string }>('POST', `/api/projects/${project.id}/runs`, run)
  return { runId: id, token: client.token }
}

/** What the facts of a run are, each as the beginning of a line. */
async function factsOf(runId: string): Promise<string[]> {
  const stream = await (await client.fetch('GET', `/api/runs/${runId}/events`)).text()
  return parseEvents(stream).flatMap(({ id = '', event }) =>
    id.endsWith('-0') && id !== '0-0' ? [`${id} ${event}`] : [],
  )
}

const beginnings = (output: string) =>
  output
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ', 2).join(' '))

describe.for(sections)('%s', (section) => {
  const own = blocks.filter((block) => block.section === section)
  const missing = missingProgram(own)
  const note = missing === undefined ? '' : ` (skipped: there is no ${missing} on PATH)`
  const command = own.findLast(({ language }) => language === 'sh')?.text ?? ''
  let folder: string

  /** Runs the program that the page has had saved. */
  async function run(url: string, { runId, token }: { runId: string; token: string }) {
    const environment = { PATH, HOME: process.env['HOME'] ?? folder }
    const terminal = openTerminal(folder, { ...environment, SAMOKODER_URL: url, SAMOKODER_KEY: token, RUN: runId })
    onTestFinished(() => terminal.close())
    return terminal.paste(command)
  }

  it.skipIf(missing !== undefined)(`follows a run as the page shows it${note}`, { timeout }, async () => {
    const parent = await makeTemporaryFolder()
    const checkout = join(parent, 'samokoder')
    folder = join(parent, 'streams')
    await mkdir(checkout)
    await symlink(resolve('dist'), join(checkout, 'dist'))
    const environment = { PATH, HOME: process.env['HOME'] ?? parent, SAMOKODER_URL: web.url }
    const terminal = openTerminal(checkout, environment)
    onTestFinished(() => terminal.close())
    const walked = await walkPage([...setUp, ...own], terminal, folder)
    expect(walked.at(-1)?.output).toMatch(/run\.succeeded/)
  })

  it.skipIf(missing !== undefined)(`tells each event once when it is cut in mid-run${note}`, { timeout }, async () => {
    const within = holdWithinFile(model)
    const started = await startRun(scripted.url, { prompt: 'One file', kind: 'generate' })
    // The run is held until the program has come back after all cuts.
    const proxy = await startCuttingProxy(
      scripted.url,
      (cuts) => {
        if (cuts === CUTS.length) void within.then((goOn) => goOn())
        return CUTS[cuts]
      },
      PIECE_BYTES,
    )
    onTestFinished(() => proxy.close())
    const { output, code } = await run(proxy.url, started)
    expect(code, output).toBe(0)
    expect(proxy.cuts()).toBe(CUTS.length)
    const facts = await factsOf(started.runId)
    expect(facts.at(-1)).toMatch(/run\.succeeded$/)
    expect(beginnings(output)).toEqual(facts)
  })

  it.skipIf(missing !== undefined)(
    `ends where the run rests, and where it is refused${note}`,
    { timeout },
    async () => {
      const resting = await startRun(web.url, { prompt: 'A todo list', mode: 'plan' })
      const rest = await run(web.url, resting)
      expect(rest.code, rest.output).toBe(0)
      expect(beginnings(rest.output).at(-1)).toMatch(/run\.awaiting_input$/)

      const refused = await run(web.url, { ...resting, runId: crypto.randomUUID() })
      expect(refused.code).not.toBe(0)
      expect(refused.output).toMatch(/404|not_found/)
    },
  )
})
