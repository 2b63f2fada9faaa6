import { createRemoteClient } from '../support/remote.ts'
import { startWeb } from './app-process.ts'
import { figureRow } from './figure-row.ts'
import { formatMs, median } from './table.ts'

const READS = 300
/** The first reads open connections and warm the compiler. */
const WARM_UP_READS = READS / 10

export async function measureRequestTime(environment: Record<string, string>): Promise<string[][]> {
  const web = await startWeb(environment)
  const client = await createRemoteClient(web.url)
  const { id } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'Bench' })
  const headers = { Authorization: `Bearer ${client.token}`, apikey: environment['SUPABASE_PUBLISHABLE_KEY'] ?? '' }
  const timeRead = async (target: string) => {
    const start = performance.now()
    await (await fetch(target, { headers })).text()
    return performance.now() - start
  }
  const throughTimes: number[] = []
  const directTimes: number[] = []
  for (let turn = 0; turn < READS; turn += 1) {
    throughTimes.push(await timeRead(`${web.url}/api/projects/${id}`))
    directTimes.push(await timeRead(`${environment['SUPABASE_URL']}/rest/v1/projects?id=eq.${id}`))
  }
  web.kill()
  const [through, direct] = [median(throughTimes.slice(WARM_UP_READS)), median(directTimes.slice(WARM_UP_READS))]
  return [
    figureRow(
      'authenticated read of a project, median',
      formatMs(through),
      `${formatMs(direct)}, the data API itself`,
      through / direct,
    ),
    figureRow('what the API adds to it, its rate limit in Redis included', formatMs(through - direct)),
  ]
}
