import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

export type Told = { code: number; stdout: string; stderr: string; json: unknown }

/** The command line as the process it is, with this environment and nothing else. */
export function samokoder(environment: Record<string, string>, ...parameters: string[]): Promise<Told> {
  return samokoderIn('.', environment, ...parameters)
}

/** The same in a folder, where a local stack may run. */
export async function samokoderIn(
  cwd: string,
  environment: Record<string, string>,
  ...parameters: string[]
): Promise<Told> {
  return samokoderTold(cwd, environment, '', ...parameters)
}

/** The same, which reads `input` and then the end of it. */
export async function samokoderTold(
  cwd: string,
  environment: Record<string, string>,
  input: string,
  ...parameters: string[]
): Promise<Told> {
  const child = spawn(process.execPath, [resolve('dist/cli.js'), ...parameters], { env: environment, cwd })
  child.stdin.end(input)
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, stdout, stderr, json: parameters.includes('--json') ? (JSON.parse(stdout) as unknown) : undefined }
}
