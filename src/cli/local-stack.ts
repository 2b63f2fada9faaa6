// The deployment that `npm start` runs in this folder: what it tells of itself, and how commands find it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { showProgress } from './command.ts'
import { isAlive } from './is-alive.ts'

export type LocalStack = { pid: number; url: string; environment: Record<string, string> }

/** In the folder of its data. */
export const STACK_FILE = 'running.json'
const DEFAULT_FOLDER = '.samokoder'

/**
 * Takes the environment of the local stack for this process, where nobody has given it one. Gives back where that stack
 * answers; undefined when another deployment was named, or none runs here.
 */
export function attachLocalStack(): string | undefined {
  if (process.env['SUPABASE_URL']) return undefined
  const stack = readStack(join(DEFAULT_FOLDER, STACK_FILE))
  if (stack === undefined || !isAlive(stack.pid)) return undefined
  for (const [name, value] of Object.entries(stack.environment)) process.env[name] ||= value
  showProgress(`npm start runs here, at ${stack.url}: this is about it.`)
  return stack.url
}

function readStack(file: string): LocalStack | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LocalStack
  } catch {
    return undefined
  }
}
