// A Chromium without a window, with a debugging port on the loopback interface and a profile that ends with it.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withTimeout } from '../../src/timing.ts'

const START_TIMEOUT_MS = 20_000
const STOP_TIMEOUT_MS = 5000

/**
 * The browser ends when the standard input of this script does, which is also when the process that has started it dies
 * by SIGKILL. Nothing of its profile is kept, so it need not end in order.
 */
const SUPERVISOR = `
exec 3<&0
profile=$1
shift
"$@" </dev/null 3<&- &
browser=$!
# Nobody may be left to read what the shell says, which would end it.
exec 2>/dev/null
(while read -r _; do :; done <&3; kill -KILL "$browser") >/dev/null &
watcher=$!
wait "$browser"
code=$?
kill "$watcher"
# Its other processes end a moment later, and may write until then, also where it was removed.
for pause in 0 0.3 1 2 4 8 16; do
  sleep "$pause"
  [ -e "$profile" ] || break
  rm -rf "$profile"
done
exit "$code"
`

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
  const options = [...QUIET, ...sandbox, `--user-data-dir=${profile}`, `--remote-debugging-port=${port}`]
  const child = spawn('/bin/sh', ['-c', SUPERVISOR, 'chromium', profile, path, ...options], {
    env: { ...process.env, TMPDIR: profile },
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true, // its own process group, so that Ctrl-C reaches this process first
  })
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('close', () => resolve())
  })
  const stop = async () => {
    child.stdin?.destroy()
    await withTimeout(ended, STOP_TIMEOUT_MS, () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    })
  }
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
