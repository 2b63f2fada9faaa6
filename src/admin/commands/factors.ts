import type { Command } from 'commander'
import { parseConfig, type Config } from '../../config.ts'
import { saveScorecard } from '../../services/factors-store.ts'
import { connectRedis } from '../../services/redis.ts'
import { EXIT, perform, readConfig, Refusal } from '../command.ts'
import { describeScorecard, examine } from '../factors/scorecard.ts'
import type { Subject } from '../factors/subject.ts'

type Options = { url?: string[]; checkout?: string; dist?: string; publish?: boolean; verbose?: boolean }

export function addFactors(program: Command): void {
  const command = program
    .command('factors')
    .summary('hold a deployment and its build to the twelve factors')
    .description(
      'Examines what it is given and writes nothing into it. What cannot be checked from here is unknown, never a pass; ' +
        'in a checkout, npm run factors starts a deployment of its own and checks everything.',
    )
    .option('--url <url...>', 'where processes of the deployment answer; give one for each')
    .option('--checkout <folder>', 'the sources')
    .option('--dist <folder>', 'the build')
    .option('--publish', 'show the result at /factors and in /metrics of the deployment of this environment')
    .option('--verbose', 'tell of every check')
    .addHelpText('after', '\nExample:\n  samokoder factors --url https://api.example.com --checkout . --dist dist')
  perform(command, async ({ publish = false, verbose = false, ...given }: Options) => {
    const subject = toSubject(given)
    const showProgress = (text: string) => void (process.stderr.isTTY && process.stderr.write(`${text}\n`))
    const scorecard = await examine(subject, { onProgress: showProgress })
    if (publish) await saveScorecard(connectRedis(readConfig()), scorecard)
    const ok = scorecard.factors.every(({ compliant }) => compliant)
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
    ...(url === undefined ? {} : { urls: url.map((one) => one.replace(/\/+$/, '')) }),
    ...(checkout === undefined ? {} : { checkout }),
    ...(dist === undefined ? {} : { dist }),
    ...(config === undefined ? {} : { config }),
  }
}

/** The environment helps where it is that of the deployment; without it, some checks are unknown. */
function tryConfig(): Config | undefined {
  try {
    return parseConfig(process.env)
  } catch {
    return undefined
  }
}
