import type { Check } from './checks.ts'
import { createCaller, walkEndToEnd } from './end-to-end.ts'
import type { Runtime } from './runtimes.ts'
import type { Target } from './site.ts'

const FLEET: Runtime[] = ['node', 'workerd', 'bun', 'deno']

/** The API from end to end, each request at another runtime than the one before, over the same backing services. */
export function mixedFleet(targets: Target[]): Check[] {
  return FLEET.map((_, first) => {
    const order = [...FLEET.slice(first), ...FLEET.slice(0, first)]
    return {
      name: `a run is started, watched, continued and exported by ${order.join(', ')} in turn`,
      run: async () => {
        const fleet = order.flatMap((runtime) => targets.filter((target) => target.runtime === runtime))
        if (fleet.length < FLEET.length) return { skip: 'not all of these runtimes were started' }
        const caller = createCaller(fleet)
        await walkEndToEnd(caller, 'Two files')
        const share = FLEET.map(
          (runtime) => `${runtime} ${caller.steps.filter((step) => step.runtime === runtime).length}`,
        )
        return { detail: `✓ ${caller.steps.length} requests: ${share.join(', ')}` }
      },
    }
  })
}
