// `npm run bench:gateway`: one call to a model by several ways, in one run before one upstream, and what ours asks of its
// services for it. `-- json-32 trips` measures a part: json-1, json-32, stream-1, stream-32, trips.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServices } from '../../local/services.ts'
import { startWorkerProcess } from '../../local/web-process.ts'
import { startBareProxy, startOurs, startPortkey, startUpstream } from './gateway/contenders.ts'
import { forkCallers, GATEWAY_COLUMNS, measureGateways, MODES } from './gateway/measure.ts'
import { measureRoundTrips, ROUND_TRIP_COLUMNS } from './gateway/round-trips.ts'
import { formatTable } from './table.ts'

const named = process.argv.slice(2)
const isWanted = (name: string) => named.length === 0 || named.includes(name)
const modes = Object.entries(MODES).flatMap(([name, mode]) => (isWanted(name) ? [mode] : []))

// Supabase Lite prints every refused query.
console.error = () => undefined
const folder = await mkdtemp(join(tmpdir(), 'samokoder-bench-'))
const upstream = await startUpstream()
const provider = { AI_BASE_URL: upstream.url, AI_API_KEY: 'k', AI_MODELS: 'm,second' }
const services = await startServices({ dataDir: folder, database: 'in memory' }, provider)
const environment = { ...provider, ...services.environment, HOST: '127.0.0.1' }
const worker = await startWorkerProcess(environment, () => undefined)
const bare = await startBareProxy(upstream)
const portkey = await startPortkey(upstream)
const ours = await startOurs(upstream, environment)
const callers = forkCallers()
const rows = await measureGateways(callers, { direct: upstream, bare, others: [portkey, ours] }, modes)
process.stdout.write(`${formatTable({ columns: GATEWAY_COLUMNS, rows })}\n`)
if (isWanted('trips')) {
  const trips = await measureRoundTrips(callers, upstream, environment)
  process.stdout.write(`${formatTable({ columns: ROUND_TRIP_COLUMNS, rows: trips })}\n`)
}
callers.kill()
await worker.stop()
await services.close()
await rm(folder, { recursive: true, force: true })
process.exit(0)
