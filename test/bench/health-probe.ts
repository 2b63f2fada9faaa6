// A process that asks an address for its health, at fixed times, whether the last answer has come or not:
// node health-probe.ts <url>
// It tells its parent when it has its first answer, since what comes before that is its own start, and what it saw when
// its parent tells it to end.
import { argv } from 'node:process'

const PROBE_EVERY_MS = 20

const [, , url = ''] = argv
const pending = new Set<Promise<void>>()
const latenciesMs: number[] = []

async function probe(): Promise<void> {
  const start = performance.now()
  await (await fetch(url)).text()
  latenciesMs.push(performance.now() - start)
}

await probe()
latenciesMs.length = 0
process.send?.('ready')
const timer = setInterval(() => {
  const asked: Promise<void> = probe().finally(() => pending.delete(asked))
  pending.add(asked)
}, PROBE_EVERY_MS)

process.once('message', () => {
  clearInterval(timer)
  void Promise.all(pending).then(() => process.send?.(latenciesMs, () => process.exit(0)))
})
