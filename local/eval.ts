// `npm run eval [-- options]`: samokoder eval on embedded services in a temporary folder, for whatever model is attached.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServices } from './services.ts'

const folder = await mkdtemp(join(tmpdir(), 'samokoder-eval-'))
// Only the model may be attached: an evaluation must not write into anyone's database.
const { AI_API_KEY, AI_BASE_URL, AI_MODELS } = process.env
const given = { AI_API_KEY, AI_BASE_URL, AI_MODELS }
const services = await startServices({ dataDir: folder, database: 'in memory' }, given)
const child = spawn(process.execPath, ['dist/cli.js', 'eval', ...process.argv.slice(2)], {
  env: { ...process.env, ...services.environment },
  stdio: 'inherit',
})
// A signal of the terminal reaches both: the command ends first.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
const [code] = (await once(child, 'exit')) as [number | null]
await services.close()
await rm(folder, { recursive: true, force: true })
process.exit(code ?? 1)
