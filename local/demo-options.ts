import { parseArgs } from 'node:util'
import { loadCatalogue } from './offline-model/catalogue.ts'

export type DemoOptions = { prompt: string; keep: boolean }

const DEFAULT_PROMPT = 'A todo list with filters'

const HELP = `npm run demo -- ["what to build"] [options]

A prompt becomes a project before your eyes, on services of its own that end with it. The project is put into exports/.
Without a prompt it builds: ${DEFAULT_PROMPT}

  --keep   leave the server up afterwards, until Ctrl-C
  --list   show the starter apps that stand in for an AI where there is no key
  --help   this

Set AI_API_KEY, AI_MODELS and, for other providers than OpenAI, AI_BASE_URL for a real model.`

/** What was asked for; or a text to print in place of a demonstration, with its exit code. */
export async function readDemoOptions(given: string[]): Promise<DemoOptions | { say: string; exitCode: number }> {
  const known = { keep: { type: 'boolean' }, list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
  try {
    const { values, positionals } = parseArgs({ args: given, options: known, allowPositionals: true })
    if (values.help === true) return { say: HELP, exitCode: 0 }
    if (values.list === true) return { say: await listStarters(), exitCode: 0 }
    return { prompt: positionals.join(' ').trim() || DEFAULT_PROMPT, keep: values.keep === true }
  } catch (error) {
    // Its first sentence: the next ones are for other programs.
    const [what] = String(error instanceof Error ? error.message : error).split(/\.(?: |$)/)
    return { say: `${what}.\nnpm run demo -- --help tells what there is.`, exitCode: 2 }
  }
}

async function listStarters(): Promise<string> {
  const { apps } = await loadCatalogue()
  const rows = apps.map(({ title, summary }) => [`"${title.en}"`, `"${title.ru}"`, summary.en] as const)
  const [en, ru] = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length))) as [
    number,
    number,
  ]
  return [
    'Starter apps, each by a prompt that asks for it; anything else gets a plain page:',
    '',
    ...rows.map(([english, russian, summary]) => `  ${english.padEnd(en)}  ${russian.padEnd(ru)}  ${summary}`),
  ].join('\n')
}
