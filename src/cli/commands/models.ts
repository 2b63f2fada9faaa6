import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Config } from '../../config.ts'
import { factsOf, tellFacts, type ModelFacts } from '../../gateway/model-facts.ts'
import { readModels } from '../../gateway/read-models.ts'
import { refreshFactsFromLists, type Refreshed } from '../../gateway/refresh-facts.ts'
import type { ModelRow } from '../../services/database-types.ts'
import { connectAsService, rowsOf } from '../../services/supabase.ts'
import { EXIT, perform, readConfig, Refusal, table, type Result } from '../command.ts'

type Options = {
  window?: number
  output?: number
  input?: number
  cachedInput?: number
  outputPrice?: number
  reasoning?: number
  vision?: boolean
  outputLimit?: 'max_tokens' | 'max_completion_tokens'
  rejects?: string[]
}

export function addModels(program: Command): void {
  const models = program
    .command('models')
    .summary('what models take, give and cost')
    .description(
      'What the models of this deployment take, give and cost. What is set here goes before the settings of the deployment ' +
        'and what is publicly known or listed by providers; running processes go by it within a minute.',
    )
  perform(models.command('list').description('The models that are served, and all that something was set for.'), list)
  perform(
    models
      .command('set <model>')
      .description('Set facts of a model; those that are not named stay as they are. Prices: USD per million tokens.')
      .option('--window <tokens>', 'most tokens of a prompt and its answer together', toTokens)
      .option('--output <tokens>', 'longest answer, in tokens', toTokens)
      .option('--input <usd>', 'price of a prompt, with --output-price', toPrice)
      .option('--output-price <usd>', 'price of an answer, with --input', toPrice)
      .option('--cached-input <usd>', 'price of what the provider had kept of a prompt', toPrice)
      .option('--reasoning <usd>', 'price of what the model thinks', toPrice)
      .option('--vision', 'it takes images')
      .option('--no-vision', 'it takes no images')
      .addOption(
        new Option('--output-limit <parameter>', 'how it is told the longest answer').choices([
          'max_tokens',
          'max_completion_tokens',
        ]),
      )
      .option('--rejects <parameters>', 'parameters that it refuses, comma-separated', toNames)
      .addHelpText(
        'after',
        '\nExample:\n  samokoder models set groq/llama-3.3-70b-versatile --input 0.59 --output-price 0.79',
      ),
    set,
  )
  perform(
    models
      .command('refresh')
      .description('Take over what providers tell of these models where they list them. What was set here stays.'),
    refresh,
  )
  perform(models.command('unset <model>').description('Go by what is known of a model again.'), unset)
}

async function list(): Promise<Result> {
  const config = readConfig()
  const rows = await readModels(config)
  tellFacts(config, rows)
  const names = [...new Set([...config.AI_MODELS, ...config.AI_FALLBACK_MODELS, ...rows.map(({ model }) => model)])]
  const facts = names.map((model) => {
    const row = rows.find((row) => row.model === model)
    return { model, set: row !== undefined && isSet(row), listed: row?.listed != null, ...factsOf(config, model) }
  })
  const head = ['model', 'window', 'output', 'USD in', 'cached', 'out', 'thinking', 'images', 'from']
  return { data: { models: facts }, lines: table([head, ...facts.map(toCells)]) }
}

function toCells({
  model,
  set,
  listed,
  windowTokens,
  outputTokens,
  prices,
  vision,
}: ModelFacts & { model: string; set: boolean; listed: boolean }) {
  const costs = [prices?.input, prices?.cachedInput, prices?.output, prices?.reasoning].map((usd) => String(usd ?? '-'))
  const sizes = [windowTokens, outputTokens].map(String)
  return [model, ...sizes, ...costs, vision ? 'yes' : 'no', set ? 'models set' : listed ? 'provider' : 'deployment']
}

/** What an operator may set; a row may hold nothing but what a provider lists. */
const NOTHING_SET = {
  window_tokens: null,
  output_tokens: null,
  input_usd: null,
  cached_input_usd: null,
  output_usd: null,
  reasoning_usd: null,
  vision: null,
  output_limit: null,
  rejects: null,
} as const satisfies Omit<Record<keyof ModelRow, null>, 'model' | 'listed'>

function isSet(row: ModelRow): boolean {
  return Object.keys(NOTHING_SET).some((name) => row[name as keyof typeof NOTHING_SET] !== null)
}

const OUTCOMES: Record<Refreshed['outcome'], string> = {
  refreshed: 'as its provider lists it',
  'nothing told': 'listed, and nothing is told of it',
  'not listed': 'not listed by its provider',
  'no answer': 'its provider gives no list',
  'not attached': 'no provider of it is attached',
}

async function refresh(): Promise<Result> {
  const models = await refreshFactsFromLists(readConfig())
  const lines = table([['model', 'facts'], ...models.map(({ model, outcome }) => [model, OUTCOMES[outcome]])])
  return { data: { models }, lines }
}

async function set(model: string, options: Options): Promise<Result> {
  const told = rowOf(options)
  if (Object.keys(told).length === 0) {
    throw new Refusal('nothing_to_set', 'Name a fact.', 'samokoder models set --help lists them.', EXIT.usage)
  }
  if ((options.input === undefined) !== (options.outputPrice === undefined)) {
    throw new Refusal('half_a_price', 'A price has two sides.', 'Give --input and --output-price.', EXIT.usage)
  }
  const row = { model, ...told, updated_at: new Date().toISOString() }
  rowsOf(await connectAsService(readConfig()).from('ai_models').upsert(row, { onConflict: 'model' }).select('model'))
  return show(readConfig(), model)
}

function rowOf(options: Options): Partial<ModelRow> {
  const row: Partial<Record<keyof ModelRow, unknown>> = {
    window_tokens: options.window,
    output_tokens: options.output,
    input_usd: options.input,
    cached_input_usd: options.cachedInput,
    output_usd: options.outputPrice,
    reasoning_usd: options.reasoning,
    vision: options.vision,
    output_limit: options.outputLimit,
    rejects: options.rejects,
  }
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
}

async function unset(model: string): Promise<Result> {
  const config = readConfig()
  const row = (await readModels(config)).find((row) => row.model === model)
  if (row !== undefined && isSet(row)) {
    const rows = connectAsService(config).from('ai_models')
    const kept = { model, ...NOTHING_SET }
    const change = row.listed === null ? rows.delete().eq('model', model) : rows.upsert(kept, { onConflict: 'model' })
    rowsOf(await change.select('model'))
    return show(config, model)
  }
  throw new Refusal('not_found', `Nothing was set for ${model}.`, 'samokoder models list tells what was.')
}

async function show(config: Config, model: string): Promise<Result> {
  tellFacts(config, await readModels(config))
  const facts = factsOf(config, model)
  return { data: { model, ...facts }, lines: [`${model}: ${JSON.stringify(facts)}`] }
}

function toTokens(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number of tokens.')
}

function toPrice(text: string): number {
  if (/^\d{1,6}(?:\.\d{1,6})?$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be US dollars, such as 0.25.')
}

function toNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.every((name) => /^\w{1,64}$/.test(name))) return names
  throw new InvalidArgumentError('It must be names of parameters, such as stream_options,logprobs.')
}
