// A service that does what it is told: fails to start, ends by itself, or never hears that it is to end.
import { runService } from '../../../local/threads/run-service.ts'

await runService(async (fault: string) => {
  if (fault === 'does not start') throw new Error('there is no room')
  if (fault === 'ends by itself') setImmediate(() => process.exit(3))
  if (fault === 'throws later') {
    // By then its owner has heard that it had started.
    setTimeout(() => {
      throw new Error('out of memory')
    }, 100)
  }
  if (fault === 'does not end') setInterval(() => undefined, 1000)
  return {
    told: { fault },
    close: () => (fault === 'does not end' ? new Promise<void>(() => undefined) : Promise.resolve()),
  }
})
