// Cloudflare Workers: variables and secrets come with each request, waitUntil keeps background work alive.
import { deliverWebhooks, newsSender, pipelines, pruneInBatches, storeLostUsage, sweepRuns } from '../app.ts'
import { openApp, type Served } from './bindings.ts'

type ExecutionContext = { waitUntil: (work: Promise<unknown>) => void }
type Environment = Record<string, unknown>

/** A Worker may wait for six connections at a time; a run waits for three at most: its work, its lease, and a call. */
const RUNS_PER_SWEEP = 2
const QUEUES_PER_DELIVERY = 2
/** In which minutes what nobody needs any more is taken away, and in how many batches at a time at most. */
const PRUNE_MINUTES = 10
const BATCHES_PER_PRUNE = 3

/** The app of these bindings: parsed once, since an isolate's variables do not change. */
const apps = new WeakMap<Environment, Served>()

export default {
  fetch(request: Request, env: Environment, context: ExecutionContext): Response | Promise<Response> {
    const peer = request.headers.get('CF-Connecting-IP') ?? undefined
    return appOf(env).fetch(request, peer, (work) => context.waitUntil(work))
  },

  /** Cron trigger: sends what webhooks are told, takes up runs whose process has fallen silent and that nobody watches, and prunes now and then. */
  async scheduled({ scheduledTime }: { scheduledTime: number }, env: Environment): Promise<void> {
    const { config, log } = appOf(env)
    await deliverWebhooks({ config, log }, { queues: QUEUES_PER_DELIVERY })
    await sweepRuns({ config, log, pipelines, sendNews: newsSender(config, log) }, RUNS_PER_SWEEP)
    if (new Date(scheduledTime).getUTCMinutes() % PRUNE_MINUTES !== 0) return
    await pruneInBatches(config, BATCHES_PER_PRUNE)
    await storeLostUsage(config)
  },
}

function appOf(env: Environment): Served {
  const known = apps.get(env)
  if (known !== undefined) return known
  // What a request has opened is its own, and gone with it.
  const served = openApp('workerd', env, { isolatesRequests: true, servesStudio: true })
  apps.set(env, served)
  return served
}
