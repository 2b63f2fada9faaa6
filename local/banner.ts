// The one screen that tells what runs where, once all of it does.
import { createPaint } from '../src/cli/live/paint.ts'
import type { Part } from './services.ts'
import type { Runtime } from './web-process.ts'

export type Stack = {
  runtime: Runtime
  url: string
  parts: Part[]
  /** Names of the variables that `.dev.vars` set. */
  fromFile: string[]
  warnings: string[]
}

export function describeStack({ runtime, url, parts, fromFile, warnings }: Stack, onTerminal: boolean): string {
  const paint = createPaint(onTerminal)
  const rows = [
    ['API', `${paint('cyan', url)}, with a walk in README.md`],
    ['reference', paint('cyan', `${url}/docs`)],
    ...parts.map(({ name, what, url: partUrl }) => [name, `${what} ${paint('dim', partUrl)}`]),
    ['worker', 'takes up runs that a process has left'],
    ...(fromFile.length === 0 ? [] : [['.dev.vars', `sets ${fromFile.join(', ')}`]]),
  ] as [name: string, text: string][]
  const width = Math.max(...rows.map(([name]) => name.length))
  const where = runtime === 'node' ? 'Node' : 'workerd (wrangler dev)'
  return [
    '',
    `${paint('bold', `Samokoder on ${where}`)}: ${url}`,
    ...rows.map(([name, text]) => `  ${paint('dim', name.padEnd(width))}  ${text}`),
    ...warnings.map((warning) => paint('yellow', warning)),
    'Ctrl-C ends it; a second one ends it at once.',
    '',
  ].join('\n')
}
