// A terminal that blocks of pages are pasted into, one after the other: variables and the folder stay.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'

export type Told = {
  /** All that was written meanwhile, in the order in which a reader sees it. */
  output: string
  /** Of the last command. */
  code: number
}

export type Terminal = {
  paste: (text: string) => Promise<Told>
  /** Ends the shell, and what it has started in the background. */
  close: () => Promise<void>
}

/** bash with this environment alone, as it is where somebody types: `!` within double quotes looks into its history. */
export function openTerminal(folder: string, environment: Record<string, string>): Terminal {
  const shell = spawn('bash', ['--noprofile', '--norc'], {
    cwd: folder,
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
    // What it starts is of its group, which ends as a whole.
    detached: true,
  })
  let written = ''
  let look = () => undefined as void
  shell.stdout.on('data', (data: Buffer) => {
    written += data.toString()
    look()
  })
  const ended = new Promise<void>((resolve) => {
    shell.once('exit', () => resolve())
  })
  // Which is when nobody can write there any more.
  const closed = new Promise<void>((resolve) => {
    shell.once('close', () => resolve())
  })
  shell.stdin.on('error', () => undefined)
  shell.stdin.write('exec 2>&1\nset -o history -o histexpand\n')

  async function paste(text: string): Promise<Told> {
    const end = randomUUID()
    const told = new Promise<Told>((resolve) => {
      look = () => {
        const [, output, code] = new RegExp(`^([^]*)\\n${end} (\\d+)\\n`).exec(written) ?? []
        if (output === undefined) return
        written = ''
        resolve({ output, code: Number(code) })
      }
    })
    // A command that reads its input takes this, and the page hangs as it does in a terminal.
    shell.stdin.write(`${text}printf '\\n%s %s\\n' ${end} "$?"\n`)
    const gone = ended.then(() => Promise.reject(new Error(`the terminal was closed by ${text}${written}`)))
    return Promise.race([told, gone])
  }

  return {
    paste,
    async close() {
      if (shell.pid !== undefined && shell.exitCode === null) process.kill(-shell.pid, 'SIGKILL')
      await closed
    },
  }
}
