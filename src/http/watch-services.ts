import type { WatchServices } from '../runs/watch.ts'
import type { Meter } from '../telemetry/metrics.ts'
import type { AppContext } from './context.ts'
import { databaseOpener } from './service-clients.ts'

/** What it takes to watch a run by the rights of the caller. It outlives its request, and does not hold it; `meter` is told how late news come. */
export function watchServicesOf(c: AppContext, takeUp: () => void, meter: Meter): WatchServices {
  return {
    config: c.get('config'),
    log: c.get('log'),
    openDatabase: databaseOpener(c),
    readers: c.get('readers'),
    isShared: c.get('run')?.is_shared ?? true,
    takeUp,
    noteLag: (source, ms) => meter.observe('samokoder_stream_lag_seconds', { source }, ms / 1000),
  }
}
