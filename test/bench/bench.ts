// `npm run bench`: prints the tables of the README. `npm run bench -- costs` prints only the tables that are named.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServices } from '../../local/services.ts'
import { measureCollectorOutages } from './collector-outages.ts'
import { COST_COLUMNS } from './cost-row.ts'
import { FIGURE_COLUMNS } from './figure-row.ts'
import { measureFirstPage } from './first-page.ts'
import { measureFirstText } from './first-text.ts'
import { measureRequestCosts } from './request-costs.ts'
import { measureRequestTime } from './request-time.ts'
import { measureRunCosts } from './run-costs.ts'
import { measureSize } from './size.ts'
import { measureNodeStart, measureWorkerdStart } from './start.ts'
import { formatTable } from './table.ts'
import { measureTokenCosts, TOKEN_COLUMNS } from './token-costs.ts'
import { measureWatchers, WATCHER_COLUMNS } from './watchers.ts'
import { measureWorkerCosts } from './worker-costs.ts'

/** Rows of a table, measured against the services that the environment names. */
type Measure = (environment: Record<string, string>) => Promise<string[][]>

const TABLES: Record<string, { columns: readonly string[]; subjects: Measure[] }> = {
  figures: {
    columns: FIGURE_COLUMNS,
    subjects: [
      measureSize,
      measureFirstPage,
      measureNodeStart,
      measureWorkerdStart,
      measureRequestTime,
      measureFirstText,
    ],
  },
  costs: { columns: COST_COLUMNS, subjects: [measureRequestCosts, measureRunCosts, measureWorkerCosts] },
  tokens: { columns: TOKEN_COLUMNS, subjects: [measureTokenCosts] },
  collector: { columns: FIGURE_COLUMNS, subjects: [measureCollectorOutages] },
  watchers: { columns: WATCHER_COLUMNS, subjects: [measureWatchers] },
}

const named = process.argv.slice(2)
const tables = Object.entries(TABLES).filter(([name]) => named.length === 0 || named.includes(name))
// Supabase Lite prints every refused query.
console.error = () => undefined
const folder = await mkdtemp(join(tmpdir(), 'samokoder-bench-'))
const services = await startServices({ dataDir: folder, database: 'in memory' }, {})
const environment = { ...services.environment, HOST: '127.0.0.1', LOG_LEVEL: 'error' }
for (const [, { columns, subjects }] of tables) {
  const rows: string[][] = []
  for (const measure of subjects) rows.push(...(await measure(environment)))
  process.stdout.write(`${formatTable({ columns, rows })}\n`)
}
await services.close()
await rm(folder, { recursive: true, force: true })
process.exit(0)
