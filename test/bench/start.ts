import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRuntime } from '../conformance/runtimes.ts'
import { startWeb, untilAnswering } from './app-process.ts'
import { figureRow } from './figure-row.ts'
import { usageOf } from './process-usage.ts'
import { formatBytes, formatMs, median } from './table.ts'

const STARTS = 9
/** The least a Node web server can be. */
const BARE_NODE = `require('node:http').createServer((q, s) => s.end('ok')).listen(+process.env.PORT, '127.0.0.1')`
const BARE_WORKER = "export default { fetch: () => new Response('ok') }"

export async function measureNodeStart(environment: Record<string, string>): Promise<string[][]> {
  const measure = async (args: string[]) => {
    const web = await startWeb(environment, args)
    const { residentBytes: memory } = await usageOf(web)
    web.kill()
    return { ms: web.startMs, memory }
  }
  const [app, bare] = await inTurns([() => measure(['dist/node.js']), () => measure(['-e', BARE_NODE])])
  const [appMs, bareMs] = [median(app.map(({ ms }) => ms)), median(bare.map(({ ms }) => ms))]
  const [appBytes, bareBytes] = [median(app.map(({ memory }) => memory)), median(bare.map(({ memory }) => memory))]
  return [
    figureRow(
      '`node dist/node.js` to its first 200',
      formatMs(appMs),
      `${formatMs(bareMs)}, bare \`node:http\``,
      appMs / bareMs,
    ),
    figureRow(
      'resident memory when idle',
      formatBytes(appBytes),
      `${formatBytes(bareBytes)}, bare \`node:http\``,
      appBytes / bareBytes,
    ),
  ]
}

export async function measureWorkerdStart(environment: Record<string, string>): Promise<string[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'samokoder-bench-workerd-'))
  const [app, bare] = [join(folder, 'app'), join(folder, 'bare')]
  await cp('dist', join(app, 'dist'), { recursive: true })
  await mkdir(join(bare, 'dist'), { recursive: true })
  await writeFile(join(bare, 'dist', 'app.js'), '')
  await writeFile(join(bare, 'dist', 'workers.js'), BARE_WORKER)
  const measure = async (place: string) => {
    const start = performance.now()
    const worker = await startRuntime('workerd', { folder: place, environment })
    await untilAnswering(`http://127.0.0.1:${worker.port}/health`)
    const ms = performance.now() - start
    await worker.stop('SIGKILL')
    return ms
  }
  const [own, floor] = (await inTurns([() => measure(app), () => measure(bare)])).map(median) as [number, number]
  await rm(folder, { recursive: true, force: true })
  return [
    figureRow(
      'workerd with the app to its first 200',
      formatMs(own),
      `${formatMs(floor)}, workerd with an empty Worker`,
      own / floor,
    ),
  ]
}

/** Both in turns, so that what else the machine does falls on both. */
async function inTurns<T>([one, other]: [() => Promise<T>, () => Promise<T>]): Promise<[T[], T[]]> {
  const results: [T[], T[]] = [[], []]
  for (let turn = 0; turn < STARTS; turn += 1) {
    results[0].push(await one())
    results[1].push(await other())
  }
  return results
}
