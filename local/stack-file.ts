import { rmSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { STACK_FILE, type LocalStack } from '../src/cli/local-stack.ts'

/** Tells commands in this folder which deployment runs here, with its keys, until it is told no more. */
export async function tellOfStack(folder: string, stack: Omit<LocalStack, 'pid'>): Promise<() => void> {
  const file = join(folder, STACK_FILE)
  const text = JSON.stringify({ pid: process.pid, ...stack } satisfies LocalStack)
  // In one step, and for its owner alone.
  await writeFile(`${file}.new`, text, { mode: 0o600 })
  await rename(`${file}.new`, file)
  return () => rmSync(file, { force: true })
}
