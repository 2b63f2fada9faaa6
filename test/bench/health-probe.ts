// A thread that asks an address for its health, at fixed times, whether the last answer has come or not. It says when it
// has its first answer: what comes before that is its own start.
import { parentPort, workerData } from 'node:worker_threads'

const PROBE_EVERY_MS = 20

const latenciesMs: number[] = []
await fetch(String(workerData)).then((response) => response.text())
parentPort?.postMessage('ready')
const timer = setInterval(() => {
  const start = performance.now()
  void fetch(String(workerData))
    .then((response) => response.text())
    .then(() => latenciesMs.push(performance.now() - start))
}, PROBE_EVERY_MS)

/** Any message ends it: it tells what it saw. */
parentPort?.once('message', () => {
  clearInterval(timer)
  parentPort?.postMessage(latenciesMs)
})
