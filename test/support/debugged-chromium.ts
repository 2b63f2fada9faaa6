// A Chromium with a debugging port, as BROWSER_URL names one.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quietArguments } from './chromium.ts'

export type DebuggedChromium = { url: string; close: () => Promise<void> }

export async function startDebuggedChromium(path: string): Promise<DebuggedChromium> {
  const profile = await mkdtemp(join(tmpdir(), 'samokoder-chromium-'))
  const child = spawn(path, [...quietArguments, '--remote-debugging-port=0', `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // What it leaves when it is killed goes with its profile.
    env: { ...process.env, TMPDIR: profile },
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stderr.on('data', (data: Buffer) => {
      text += data.toString()
      const address = /DevTools listening on ws:\/\/([\d.:]+)\//.exec(text)?.[1]
      if (address !== undefined) resolve(`http://${address}`)
    })
    void ended.then(() => reject(new Error(`Chromium has ended: ${text}`)))
  })
  return {
    url,
    async close() {
      child.kill('SIGKILL')
      await ended
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
