// Questions to whoever sits at the terminal.
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

export const isAttended = (): boolean => process.stdin.isTTY && process.stderr.isTTY

/** One line, without what was typed at its ends. An empty text where the input ends. */
export async function askLine(question: string): Promise<string> {
  return ask(question, process.stderr)
}

/** The same, and nothing of what is typed is shown. */
export async function askSecret(question: string): Promise<string> {
  process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const answer = await ask('', silent)
  process.stderr.write('\n')
  return answer
}

async function ask(question: string, output: NodeJS.WritableStream): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, terminal: isAttended() })
  try {
    const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
    return (await Promise.race([lines.question(question), ended])).trim()
  } finally {
    lines.close()
  }
}
