import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Engine } from './engine.ts'

export type Container = {
  /** Resolves with the first line of output, gone by or to come, that holds this text. */
  line: (text: string) => Promise<string>
  /** Resolves with the exit code, however the process ends. */
  ended: Promise<number>
  kill: (signal: NodeJS.Signals) => void
}

/** Starts `command`, or what the image starts by itself. */
export function startContainer(
  engine: Engine,
  image: string,
  environment: Record<string, string> = {},
  command: string[] = engine.inspect(image).Cmd,
): Container {
  const [file, ...rest] = engine.launch(image, environment, command)
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 128))
  })
  return { line: followLines(child, ended), ended, kill: (signal) => void child.kill(signal) }
}

/** Runs a command to its end. */
export async function runInContainer(engine: Engine, image: string, command: string[]) {
  const container = startContainer(engine, image, {}, command)
  const line = container.line('').catch(() => '')
  return { code: await container.ended, line: await line }
}

function followLines(child: ChildProcess, ended: Promise<number>): (text: string) => Promise<string> {
  const lines: string[] = []
  const waiting = new Set<() => void>()
  if (child.stdout === null) throw new Error('the process has no standard output')
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    for (const look of waiting) look()
  })
  return (text) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = lines.find((line) => line.includes(text))
        if (found === undefined) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
      const missing = () => reject(new Error(`the container ended without "${text}":\n${lines.join('\n')}`))
      ended.then(missing, reject)
    })
}
