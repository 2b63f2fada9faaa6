// `npm run demo ["prompt"] [-- --keep]`: the main job from end to end, on embedded services in a temporary folder.
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { unzipSync } from 'fflate'
import { createApiClient, type ApiClient } from './api-client.ts'
import { createProgress } from './progress.ts'
import { startServices } from './services.ts'
import { startWebProcess } from './web-process.ts'

const DEFAULT_PROMPT = 'A todo list with filters'

const { values, positionals } = parseArgs({ options: { keep: { type: 'boolean' } }, allowPositionals: true })
const prompt = positionals.join(' ').trim() || DEFAULT_PROMPT
const folder = await mkdtemp(join(tmpdir(), 'samokoder-demo-'))
const log = createWriteStream(join(folder, 'log.jsonl'))

say(`Starting Samokoder in ${folder}`)
// Only the model may be attached: a demonstration must not write into anyone's database.
const { AI_API_KEY, AI_BASE_URL } = process.env
const services = await startServices({ dataDir: folder, database: 'in memory' }, { AI_API_KEY, AI_BASE_URL })
for (const { name, what } of services.parts) say(`  ${name}: ${what}`)
const web = await startWebProcess({
  runtime: 'node',
  environment: { ...services.environment, FUNCTIONS: '', LOG_LEVEL: 'info' },
  port: 0,
  folder,
  onLine: (line) => log.write(`${line}\n`),
})
say(`  API: ${web.url}\n`)

let exitCode = 1
try {
  const api = await createApiClient(web.url)
  const succeeded = await demonstrate(api)
  if (values.keep === true) await keepServing(api)
  exitCode = succeeded ? 0 : 1
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
} finally {
  await web.stop()
  await services.close()
  log.end()
  if (exitCode === 0) await rm(folder, { recursive: true, force: true })
  else process.stderr.write(`The log is in ${join(folder, 'log.jsonl')}\n`)
}
process.exit(exitCode)

async function demonstrate(api: ApiClient): Promise<boolean> {
  const project = await api.createProject(prompt.slice(0, 120))
  say(`Prompt: ${prompt}\n`)
  const progress = createProgress(process.stdout)
  for await (const { event, data } of api.run(project.id, prompt)) progress.show(event, data)
  const { status, message, title } = progress.result()
  if (status !== 'succeeded' && status !== 'partial') {
    process.stderr.write(`The run ended as ${status}: ${message}\n`)
    return false
  }
  const files = unzipSync(await api.exportProject(project.id))
  const target = await makeExportFolder(title)
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(target, path)), { recursive: true })
    await writeFile(join(target, path), content)
  }
  const shown = relative('.', target)
  say(`\nOpen ${join(shown, 'index.html')} in a browser.`)
  say(`exported ${Object.keys(files).length} files to ${shown}`)
  return status === 'succeeded'
}

async function keepServing(api: ApiClient): Promise<void> {
  say(`\nThe server stays up at ${web.url} (reference: ${web.url}/docs). Ctrl-C ends it.`)
  say(`Access token for an hour: ${api.accessToken}`)
  const interrupted = new Promise<void>((done) => {
    process.once('SIGINT', done)
    process.once('SIGTERM', done)
  })
  await Promise.race([interrupted, web.ended])
}

/** A folder of its own under exports/, named after the project; an earlier export is never touched. */
async function makeExportFolder(title: string): Promise<string> {
  const name =
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'project'
  await mkdir('exports', { recursive: true })
  for (let count = 1; ; count += 1) {
    const folder = resolve('exports', count === 1 ? name : `${name}-${count}`)
    try {
      await mkdir(folder)
      return folder
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
