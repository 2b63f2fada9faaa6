import type { Command } from 'commander'
import { parseConfig, type Config } from '../../config.ts'
import { saveScorecard } from '../../services/published.ts'
import { connectRedis } from '../../services/redis.ts'
import { attachLocalStack } from '../local-stack.ts'
import { EXIT, perform, readConfig, Refusal, SEE_DOCTOR, showProgress, messageOf } from '../command.ts'
import { describeScorecard, examine } from '../factors/examine.ts'
import type { Subject } from '../factors/subject.ts'
import { toAddress } from '../to-address.ts'

type Options = { url?: string[]; checkout?: string; dist?: string; publish?: boolean; verbose?: boolean }

export function addFactors(program: Command): void {
  const command = program
    .command('factors')
    .summary('hold a deployment and its build to the twelve factors')
    .description(
      'Examines what it is given and writes nothing into it. What cannot be checked from here is neither a pass nor a fail; ' +
        'in a checkout, npm run factors starts a deployment of its own and checks everything.',
    )
    .option('--url <url...>', 'where processes of the deployment answer; give one for each')
    .option('--checkout <folder>', 'the sources')
    .option('--dist <folder>', 'the build')
    .option('--publish', 'show the result at /factors and in /metrics of the deployment of this environment')
    .option('--verbose', 'tell of every check')
    .addHelpText('after', '\nExample:\n  samokoder factors --url https://api.example.com --checkout . --dist dist')
  perform(command, async ({ publish = false, verbose = false, ...given }: Options) => {
    // Another deployment's address has nothing to do with the stack of this folder.
    const local = given.url === undefined ? attachLocalStack() : undefined
    const subject = toSubject(local === undefined ? given : { ...given, url: [local] })
    const redis = publish ? connectRedis(readConfig()) : undefined
    const scorecard = await examine(subject, { onProgress: showProgress })
    if (redis !== undefined) await saveScorecard(redis, scorecard).catch(refusePublishing)
    const results = new Set(scorecard.factors.map(({ result }) => result))
    const ok = results.has('pass') && !results.has('fail')
    return { data: scorecard, lines: describeScorecard(scorecard, verbose), ok }
  })
}

function toSubject({ url, checkout, dist }: Pick<Options, 'url' | 'checkout' | 'dist'>): Subject {
  const config = tryConfig()
  if (url === undefined && checkout === undefined && dist === undefined) {
    throw new Refusal(
      'nothing_to_examine',
      'Give --url, --checkout or --dist.',
      'samokoder factors --help tells how.',
      EXIT.usage,
    )
  }
  return {
    ...(url === undefined ? {} : { urls: [...new Set(url.map(toAddress))] }),
    ...(checkout === undefined ? {} : { checkout }),
    ...(dist === undefined ? {} : { dist }),
    ...(config === undefined ? {} : { config }),
  }
}

function refusePublishing(cause: unknown): never {
  const message = `Redis did not take the scorecard: ${messageOf(cause)}.`
  throw new Refusal('not_published', message, SEE_DOCTOR, EXIT.unavailable)
}

/** The environment helps where it is that of the deployment; without it, some checks are unknown. */
function tryConfig(): Config | undefined {
  try {
    return parseConfig(process.env)
  } catch {
    return undefined
  }
}
