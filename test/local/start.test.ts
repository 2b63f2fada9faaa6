// `npm start` as whoever has just cloned this meets it: each mistake of the first hour is a sentence, and nothing is started.
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { findChromium } from '../support/chromium.ts'
import { samokoderIn } from '../support/cli.ts'
import { startIn, untilFree } from '../support/npm-start.ts'

/** How long an orderly end may take. */
const GRACE_MS = 25_000

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'samokoder-test-start-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

/** What it says when it does not start, and its exit code. */
async function refuse(environment: Record<string, string> = {}): Promise<[number | null, string]> {
  const { ended, said } = startIn(folder, environment)
  const code = await ended
  return [code, said.join('\n')]
}

const setVariables = (...lines: string[]) => writeFile(join(folder, '.dev.vars'), `${lines.join('\n')}\n`)

/** Listens on a port until the test ends. */
async function takePort(wanted = 0): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1')
  // Somebody else may have it, which is as good.
  const taken = await Promise.race([
    once(server, 'listening').then(() => server.address() as AddressInfo),
    failed(server),
  ])
  onTestFinished(() => void server.close())
  return taken?.port ?? wanted
}

async function failed(server: Server): Promise<undefined> {
  await once(server, 'error')
}

/** A provider that answers every question like that, and its address. */
async function startProvider(status: number, body: string): Promise<string> {
  const server = createHttpServer((_, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

describe('npm start does not start, and says why in a sentence', () => {
  it('when the port is taken that PORT names', async () => {
    const port = await takePort()
    await setVariables(`PORT=${port}`)
    const sentence = `Port ${port}, which PORT names, is taken: end what listens there, or set PORT to another one.`
    expect(await refuse()).toEqual([1, sentence])
  })

  it('when a variable is missing, malformed or still a placeholder', async () => {
    await setVariables('AI_API_KEY=a-key', 'MAX_BODY_BYTES=much', 'METRICS_TOKEN=change-me-to-something')
    const [code, said] = await refuse()
    const tells = 'set it in .dev.vars; .dev.vars.example tells what it is for.'
    expect([code, said.split('\n').toSorted()]).toEqual([
      1,
      [
        `AI_MODELS is required: ${tells}`,
        `MAX_BODY_BYTES must be a whole number from 1024 to 104857600: ${tells}`,
        'METRICS_TOKEN has the placeholder of .dev.vars.example: give it a value, or take it out.',
      ],
    ])
  })

  it('when the provider refuses the key', async () => {
    const url = await startProvider(401, '{"error":{"message":"Incorrect API key provided"}}')
    await setVariables('AI_API_KEY=a-key-of-nobody', `AI_BASE_URL=${url}`, 'AI_MODELS=m')
    const sentence = `${url} refuses AI_API_KEY (401): set a key of that provider, or take AI_API_KEY out.`
    expect(await refuse()).toEqual([1, sentence])
  })

  it('when its folder cannot be written to', async () => {
    // Where even root cannot write: below a file.
    await writeFile(join(folder, 'file'), '')
    const data = join(folder, 'file', 'data')
    const sentence = `${data} cannot be written to (ENOTDIR): set SAMOKODER_DATA_DIR to a folder that can.`
    expect(await refuse({ SAMOKODER_DATA_DIR: data })).toEqual([1, sentence])
  })
})

const chromium = findChromium()
const note = chromium === undefined ? ' (skipped: there is no Chromium on PATH)' : ''

describe('npm start', () => {
  it.skipIf(chromium === undefined)(`attaches the Chromium of this machine${note}`, async () => {
    const one = startIn(folder, { CHROME_PATH: chromium ?? '' })
    onTestFinished(async () => void (await one.stop()))
    await one.serves
    const said = one.said.join('\n')
    const [, browser = ''] = /^ {2}browser +\S+ opens what runs make (\S+)$/m.exec(said) ?? []
    const url = /^Samokoder on Node: (\S+)$/m.exec(said)?.[1] ?? ''
    const { services } = (await (await fetch(`${url}/health/ready`)).json()) as { services: unknown[] }
    expect(services).toContainEqual(expect.objectContaining({ name: 'browser', required: false, ok: true }))
    expect(await one.stop()).toBe(0)
    await untilFree(Number(new URL(browser).port))
  })

  it('gives way to the browser that BROWSER_URL names, and shows nothing of its token', async () => {
    await setVariables('BROWSER_URL=wss://browser.example/?token=a-token')
    const one = startIn(folder, { CHROME_PATH: '' })
    onTestFinished(async () => void (await one.stop()))
    await one.serves
    const said = one.said.join('\n')
    expect(said).toMatch(/^ {2}browser +attached by BROWSER_URL wss:\/\/browser\.example$/m)
    expect(said).not.toContain('a-token')
  })

  it('takes what .dev.vars sets and says so, keeps out a second start, and is found by commands in its folder', async () => {
    await setVariables('MAX_BODY_BYTES=2048', 'LOG_LEVEL=warn')
    const one = startIn(folder, { MAX_BODY_BYTES: '4096' })
    onTestFinished(async () => void (await one.stop()))
    await one.serves
    const url = /^Samokoder on Node: (\S+)$/m.exec(one.said.join('\n'))?.[1] ?? ''
    expect(one.said).toEqual(expect.arrayContaining([expect.stringMatching(/^ {2}browser +pages are not opened: /)]))
    expect(one.said).toEqual(expect.arrayContaining([expect.stringMatching(/^ {2}\.dev\.vars +sets LOG_LEVEL$/)]))

    // What is in the environment counts more than the file.
    const big = await fetch(`${url}/api/auth/login`, { method: 'POST', body: 'x'.repeat(3000) })
    expect(big.status).not.toBe(413)

    const [code, said] = await refuse()
    expect(code).toBe(1)
    expect(said).toMatch(/^\.samokoder is in use by process \d+: stop it, or set SAMOKODER_DATA_DIR to another folder$/)

    const doctor = await samokoderIn(folder, {}, 'doctor', '--json')
    expect(doctor.code, doctor.stdout).toBe(0)
    expect(await samokoderIn(folder, {}, 'usage', '--json')).toMatchObject({ code: 0, json: { by: 'model' } })
    const factors = await samokoderIn(folder, {}, 'factors', '--publish', '--json')
    expect(factors).toMatchObject({ code: 0, json: { release: expect.any(String) as string } })
    const published = await fetch(`${url}/factors`, { headers: { Accept: 'application/json' } })
    expect(await published.json()).toEqual(factors.json)

    expect(await one.stop()).toBe(0)
    expect((await samokoderIn(folder, {}, 'doctor')).code).toBe(78)
    // What is told beside the log is the screen at the start, once.
    expect(one.said.filter((line) => line.startsWith('Samokoder on '))).toHaveLength(1)
    expect(one.said.filter((line) => /"level":"(?:debug|info)"/.test(line))).toEqual([])
  })

  it('goes to the next port when its own is taken, and ends at once with a second Ctrl-C', async () => {
    await takePort(8000)
    const started = startIn(folder)
    onTestFinished(async () => void (await started.stop()))
    await started.serves
    const port = Number(/^Samokoder on Node: \S+:(\d+)$/m.exec(started.said.join('\n'))?.[1])
    expect(port).toBeGreaterThan(8000)
    expect(port).toBeLessThan(8100)
    expect(started.said).toEqual(expect.arrayContaining([expect.stringContaining('"message":"working"')]))

    // A request that does not come to its end holds the orderly end up.
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => undefined)
    const head = 'POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
    socket.write(`${head}Content-Length: 100\r\nExpect: 100-continue\r\n\r\n{`)
    await once(socket, 'data')

    const since = performance.now()
    started.signal('SIGINT')
    // npm's own copy of it comes at once, and is none.
    started.signal('SIGINT')
    await expect.poll(() => started.said.some((line) => line.includes('"message":"stopping"'))).toBe(true)
    const pressing = setInterval(() => started.signal('SIGINT'), 100)
    expect(await started.ended).toBe(130)
    clearInterval(pressing)
    expect(performance.now() - since).toBeLessThan(GRACE_MS)
    await untilFree(port)
  })
})
