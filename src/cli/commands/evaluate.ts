import { readFile, writeFile } from 'node:fs/promises'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { createApp } from '../../app.ts'
import { EXIT, messageOf, perform, readConfig, Refusal, showProgress } from '../command.ts'
import { openApi, type Api, type Send } from '../eval/api.ts'
import type { EvalCase } from '../eval/case.ts'
import { compareResults, describeComparison } from '../eval/compare.ts'
import { describeResults, resultsSchema, sumUp, type CaseResult, type Results } from '../eval/results.ts'
import { failedCase, runCase } from '../eval/run-case.ts'
import { chooseCases, SUITE } from '../eval/suite.ts'

type Options = {
  url?: string
  key?: string
  model?: string
  only?: string[]
  parallel: number
  save?: string
  compare?: string
  list?: boolean
}

export function addEval(program: Command): void {
  const command = program
    .command('eval')
    .summary('measure how well a model does, prompt by prompt')
    .description(
      `Runs ${SUITE.length} prompts through the real pipelines, new apps, changes and repairs, and looks at each result: files, texts, ` +
        'the check of the project, and that nothing else was changed. Without --url the app runs in this process, with the services ' +
        'and the model of the environment; in a checkout, npm run eval brings services of its own.',
    )
    .option('--url <url>', 'a deployment, which is asked over HTTP')
    .addOption(
      new Option('--key <key>', 'a key or an access token for it; without one, accounts are made').env('SAMOKODER_KEY'),
    )
    .option('--model <model>', 'one of its models; the first when absent')
    .option('--only <names...>', 'cases, by the beginning of a name, or by group: app, edit, repair')
    .option('--parallel <count>', 'so many at a time', toCount, 1)
    .option('--save <file>', 'write the result as JSON')
    .option('--compare <file>', 'tell what differs from an earlier result; a case that is clean no more fails')
    .option('--list', 'show the prompts, and run none')
    .addHelpText(
      'after',
      '\nExample:\n  samokoder eval --only edit repair --parallel 4 --compare last.json --save now.json',
    )
  perform(command, async (options: Options) => {
    const cases = chooseCases(options.only)
    if (cases.length === 0)
      throw new Refusal('no_case', 'No case has such a name.', 'Leave --only out to run all.', EXIT.usage)
    if (options.list === true) return { data: cases, lines: cases.map(({ name, prompt }) => `${name}: ${prompt}`) }
    const earlier = options.compare === undefined ? undefined : await readResults(options.compare)
    const results = await evaluate(cases, options)
    if (options.save !== undefined) await writeFile(options.save, `${JSON.stringify(results, null, 2)}\n`)
    if (earlier === undefined) return { data: results, lines: describeResults(results) }
    const comparison = compareResults(earlier, results)
    return {
      data: { ...results, comparison },
      lines: [...describeResults(results), ...describeComparison(earlier, comparison)],
      ok: comparison.lost.length === 0,
    }
  })
}

async function evaluate(cases: EvalCase[], { url, key, model, parallel }: Options): Promise<Results> {
  const target = url === undefined ? openProcess() : { send: fetch as Send, base: url.replace(/\/+$/, '') }
  const startedAt = new Date().toISOString()
  // An account for each case: a session is good for an hour, and a suite may take longer.
  const open = () => openApi(target.send, target.base, url === undefined ? undefined : key)
  const results = await runAll(cases, open, model, parallel)
  const chosen = model ?? (url === undefined ? readConfig().AI_MODELS[0] : undefined) ?? 'the first model'
  return {
    model: chosen,
    target: url === undefined ? 'this process' : target.base,
    started_at: startedAt,
    cases: results,
    sum: sumUp(results),
  }
}

/** The app itself, which drives the runs here, and limits nobody. */
function openProcess(): { send: Send; base: string } {
  const limits = { RATE_LIMIT_PER_ACCOUNT: 0, RATE_LIMIT_PER_ADDRESS: 0 }
  const app = createApp({ ...readConfig(), ...limits, LOG_LEVEL: 'error', FUNCTIONS: [] }, () => undefined)
  return { send: async (request) => app.fetch(request), base: 'http://localhost' }
}

/** In the order of the suite, whatever ends first. */
async function runAll(cases: EvalCase[], open: () => Promise<Api>, model: string | undefined, parallel: number) {
  const results: CaseResult[] = []
  let next = 0
  const work = async () => {
    for (;;) {
      const index = next++
      const one = cases[index]
      if (one === undefined) return
      const result = await runCase(await open(), one, model).catch((error: unknown) => {
        // What was measured before stays; with nothing measured, something is wrong with all.
        if (!(error instanceof Refusal) || results.length === 0) throw error
        return failedCase(one, error.message)
      })
      results[index] = result
      showProgress(`${result.name}: ${result.is_clean ? 'clean' : result.faults[0]}`)
    }
  }
  await Promise.all(Array.from({ length: parallel }, work))
  return results
}

async function readResults(file: string): Promise<Results> {
  try {
    return resultsSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    const hint = 'Give a file that --save has written.'
    throw new Refusal('bad_result', `${file} holds no result: ${messageOf(error)}`, hint, EXIT.usage)
  }
}

function toCount(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > 64) throw new InvalidArgumentError('must be from 1 to 64')
  return count
}
