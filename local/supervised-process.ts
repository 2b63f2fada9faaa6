// A program that ends when the process that has started it does, however that ends.
import { spawn, type ChildProcess } from 'node:child_process'
import { withTimeout } from '../src/timing.ts'

const STOP_TIMEOUT_MS = 5000

/**
 * The program is told to end when the standard input of this script does, which is also when its parent dies by SIGKILL. The
 * first two arguments are the signal that tells it, and a folder that goes with it, or nothing.
 */
const SUPERVISOR = `
exec 3<&0
signal=$1
folder=$2
shift 2
"$@" </dev/null 3<&- &
program=$!
# Nobody may be left to read what the shell says, which would end it.
exec 2>/dev/null
(while read -r _; do :; done <&3; kill -"$signal" "$program") >/dev/null &
watcher=$!
wait "$program"
code=$?
kill "$watcher"
# Its other processes end a moment later, and may write until then, also where the folder was removed.
for pause in 0 0.3 1 2 4 8 16; do
  [ -n "$folder" ] || break
  sleep "$pause"
  [ -e "$folder" ] || break
  rm -rf "$folder"
done
exit "$code"
`

export type SupervisedProcess = { child: ChildProcess; ended: Promise<void>; stop: () => Promise<void> }
type Options = {
  program: string
  parameters: string[]
  /** What tells the program to end: SIGKILL where it need not end in order. */
  signal: 'TERM' | 'KILL'
  /** Removed once the program has ended. */
  folder?: string
  cwd?: string
  env?: NodeJS.ProcessEnv
}

/** What the program says comes from the child's standard output and error, which are to be read. */
export function startSupervised({ program, parameters, signal, folder = '', ...place }: Options): SupervisedProcess {
  const child = spawn('/bin/sh', ['-c', SUPERVISOR, 'supervisor', signal, folder, program, ...parameters], {
    ...place,
    stdio: ['pipe', 'pipe', 'pipe'],
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
    await ended
  }
  return { child, ended, stop }
}
