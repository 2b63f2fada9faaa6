import { totalOf } from '../support/counting-proxy.ts'
import type { Costs } from '../support/cost-meter.ts'

export const COST_COLUMNS = ['what', 'Redis commands', 'billed by Upstash', 'data-API calls', 'at most'] as const

export type CostLine = {
  what: string
  /** What Redis does not tell stays empty. */
  costs: Costs
  /** In how many equal parts the costs are shown: requests, watchers, seconds. */
  parts?: number
  /** The bound that the design promises. */
  most?: string
}

export function costRow({ what, costs, parts = 1, most = '' }: CostLine): string[] {
  const share = (total: number | undefined) => (total === undefined ? '' : formatShare(total / parts))
  return [what, share(totalOf(costs.redis)), share(costs.billedCommands), share(totalOf(costs.data)), most]
}

function formatShare(value: number): string {
  return value.toFixed(value < 100 && !Number.isInteger(value) ? 1 : 0)
}
