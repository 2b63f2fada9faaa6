import { Option, type Command } from 'commander'
import { parseConfig, type Config } from '../../config.ts'
import { tellFacts, type ModelSettings } from '../../gateway/model-facts.ts'
import { readModels } from '../../gateway/read-models.ts'
import { saveProbe } from '../../services/published.ts'
import { connectRedis } from '../../services/redis.ts'
import type { ProbeResult } from '../../telemetry/probe.ts'
import { pause } from '../../timing.ts'
import { EXIT, messageOf, perform, readConfig, Refusal, showResult, untilAskedToEnd, type Result } from '../command.ts'
import { attachLocalStack } from '../local-stack.ts'
import { walkDeployment, type Walk } from '../probe/walk.ts'
import { toAddress } from '../to-address.ts'
import { wholeNumber } from '../whole-number.ts'

type Options = {
  url?: string
  key?: string
  model?: string
  timeout: number
  publish?: boolean
  every?: number
  json?: boolean
}

const toSeconds = wholeNumber(86_400, 'seconds')

export function addProbe(program: Command): void {
  const command = program
    .command('probe')
    .summary('walk the main job against a deployment')
    .description(
      'Does as a caller of a deployment does: makes a project, has the cheapest model run a short prompt, follows the events, ' +
        'reads a file, exports the project and deletes it. Tells how long each step took, and which one failed.',
    )
    .option('--url <url>', 'where the deployment answers')
    .addOption(
      new Option('--key <key>', 'a key or an access token for it; without one, an account is made').env(
        'SAMOKODER_KEY',
      ),
    )
    .option('--model <model>', 'one of its models; the cheapest when absent')
    .option('--timeout <seconds>', 'how long the run may take', toSeconds, 300)
    .option('--publish', 'show the result in /metrics of the deployment of this environment')
    .option('--every <seconds>', 'go on until it is asked to end, and begin again so long after each probe', toSeconds)
    .addHelpText('after', '\nExample:\n  samokoder probe --url https://api.example.com --publish')
  perform(command, async (options: Options) => {
    const probe = openProbe(options)
    if (options.every === undefined) return probe()
    return repeat(probe, options.every, options.json === true)
  })
}

/** What one probe is made with, and where its result goes. @throws {Refusal} where that is not known */
function openProbe({ url, key, model, timeout, publish = false }: Options): () => Promise<Result> {
  const local = url === undefined ? attachLocalStack() : undefined
  const target = url ?? local
  if (target === undefined) throw new Refusal('no_url', 'Give --url.', 'samokoder probe --help tells how.', EXIT.usage)
  const config = publish ? readConfig() : tryConfig()
  const walk = { url: toAddress(target), key, model, runTimeoutMs: timeout * 1000, messageOf }
  return async () => {
    const result = await walkDeployment({ ...walk, settings: await readSettings(config) } satisfies Walk)
    const unpublished = publish && config !== undefined ? await publishResult(config, result) : undefined
    return {
      data: { ...result, ...(publish ? { published: unpublished === undefined } : {}) },
      lines: [...describeProbe(result), ...(unpublished === undefined ? [] : [`not published: ${unpublished}`])],
      ok: result.ok && unpublished === undefined,
    }
  }
}

/** Probes until this process is asked to end; a probe that is under way then comes to its end. */
async function repeat(probe: () => Promise<Result>, seconds: number, asJson: boolean): Promise<undefined> {
  const end = untilAskedToEnd()
  while (!end.aborted) {
    showResult(await probe(), asJson)
    await pause(seconds * 1000, end)
  }
}

/** Why the result could not be kept; undefined when it is. */
function publishResult(config: Config, result: ProbeResult): Promise<string | undefined> {
  return saveProbe(connectRedis(config), result).then(() => undefined, messageOf)
}

/** The prices of the deployment, as far as its environment and its database are at hand. */
async function readSettings(config: Config | undefined): Promise<ModelSettings> {
  if (config === undefined) return { AI_MODEL_LIMITS: {} }
  await readModels(config).then(
    (rows) => tellFacts(config, rows),
    () => undefined,
  )
  return config
}

function tryConfig(): Config | undefined {
  try {
    return parseConfig(process.env)
  } catch {
    return undefined
  }
}

function describeProbe({ steps, ok, duration_ms, first_text_ms }: ProbeResult): string[] {
  const failed = steps.find((step) => !step.ok)
  const text = first_text_ms === null ? '' : `, first text after ${seconds(first_text_ms)}`
  return [
    ...steps.map(
      (step) =>
        `${step.ok ? '✓' : '✗'} ${step.step.padEnd(8)} ${seconds(step.duration_ms).padStart(8)}  ${step.evidence}`,
    ),
    ok
      ? `all is well, in ${seconds(duration_ms)}${text}`
      : `failed at the step ${failed?.step ?? ''}, after ${seconds(duration_ms)}`,
  ]
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}
