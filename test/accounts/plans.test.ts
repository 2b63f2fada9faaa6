import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { PLANS } from '../../src/accounts/plans.ts'

it('docs/operations.md shows each plan as it is', async () => {
  const docs = await readFile('docs/operations.md', 'utf8')
  for (const plan of PLANS) {
    const [row = ''] = new RegExp(`^\\| \`${plan.tier}\` .*$`, 'm').exec(docs) ?? []
    const figure = (value: number | null) => (value === null || value === 1_000_000 ? 'any' : String(value))
    const mib = (plan.max_account_bytes ?? 0) / 1024 / 1024
    expect(
      row
        .split('|')
        .slice(2, -1)
        .map((cell) => cell.trim()),
    ).toEqual([
      ...[plan.max_projects, plan.max_active_runs, plan.max_monthly_runs].map(figure),
      plan.monthly_ai_usd === null
        ? 'any'
        : `${plan.monthly_ai_usd < 1 ? plan.monthly_ai_usd.toFixed(2) : plan.monthly_ai_usd} USD`,
      mib < 1024 ? `${mib} MiB` : `${mib / 1024} GiB`,
      ...[plan.max_keys, plan.max_requests_per_minute, plan.max_concurrent_calls].map(figure),
    ])
  }
})
