import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Config } from '../../config.ts'
import { factsOf, tellFacts, type ModelFacts } from '../../gateway/model-facts.ts'
import { readModels } from '../../gateway/read-models.ts'
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
        'and what is publicly known; running processes go by it within a minute.',
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
  perform(models.command('unset <model>').description('Go by what is known of a model again.'), unset)
}

async function list(): Promise<Result> {
  const config = readConfig()
  const rows = await readModels(config)
  tellFacts(config, rows)
  const names = [...new Set([...config.AI_MODELS, ...config.AI_FALLBACK_MODELS, ...rows.map(({ model }) => model)])]
  const facts = names.map((model) => ({
    model,
    set: rows.some((row) => row.model === model),
    ...factsOf(config, model),
  }))
  const head = ['model', 'window', 'output', 'USD in', 'cached', 'out', 'thinking', 'images', 'from']
  return { data: { models: facts }, lines: table([head, ...facts.map(toCells)]) }
}

function toCells({
  model,
  set,
  windowTokens,
  outputTokens,
  prices,
  vision,
}: ModelFacts & { model: string; set: boolean }) {
  const costs = [prices?.input, prices?.cachedInput, prices?.output, prices?.reasoning].map((usd) => String(usd ?? '-'))
  const sizes = [windowTokens, outputTokens].map(String)
  return [model, ...sizes, ...costs, vision ? 'yes' : 'no', set ? 'models set' : 'deployment']
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
  const gone = rowsOf(await connectAsService(config).from('ai_models').delete().eq('model', model).select('model'))
  if (gone.length > 0) return show(config, model)
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
