// A Chromium without a window, with a debugging port on the loopback interface and a profile that ends with it.
import type { ChildProcess } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withTimeout } from '../../src/timing.ts'
import { startSupervised } from '../supervised-process.ts'

const START_TIMEOUT_MS = 20_000

/** Of its own accord it calls nobody, asks for nothing and keeps nothing. */
const QUIET = [
  '--headless=new',
  '--no-startup-window',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-features=MediaRouter,OptimizationHints,Translate',
  '--disable-sync',
  '--disable-gpu',
  '--metrics-recording-only',
  '--mute-audio',
  '--password-store=basic',
  '--use-mock-keychain',
]

export type ChromiumProcess = { port: number; ended: Promise<void>; stop: () => Promise<void> }

/** Starts `path` on a port, or on a free one for 0. Rejects with the reason when it does not start. */
export async function startChromium({ path, port }: { path: string; port: number }): Promise<ChromiumProcess> {
  const profile = await mkdtemp(join(tmpdir(), 'samokoder-chromium-'))
  // As root, Chromium refuses to start with its sandbox.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const parameters = [...QUIET, ...sandbox, `--user-data-dir=${profile}`, `--remote-debugging-port=${port}`]
  // Nothing of its profile is kept, so that it need not end in order.
  const { child, ended, stop } = startSupervised({
    program: path,
    parameters,
    signal: 'KILL',
    folder: profile,
    env: { ...process.env, TMPDIR: profile },
  })
  child.stdout?.resume()
  try {
    return { port: await untilListening(child, ended), ended, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The port, once it has told of it. What else it says is read, so that it never waits for that, and left. */
async function untilListening(child: ChildProcess, ended: Promise<void>): Promise<number> {
  let said = ''
  const listening = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.stderr?.on('data', (data: Buffer) => {
      said = (said + data.toString()).slice(-4000)
      const port = /DevTools listening on ws:\/\/[^/]*:(\d+)\//.exec(said)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
    void ended.then(() => reject(new Error(said.trim().split('\n').at(-1) || 'it ended at once')))
  })
  return withTimeout(listening, START_TIMEOUT_MS, () => {
    throw new Error('it did not listen in time')
  })
}
