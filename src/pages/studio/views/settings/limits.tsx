import { readLimits, type Limits } from '../../api/account.ts'
import { ProblemNotice } from '../../parts/notice.tsx'
import { useLoaded } from '../../parts/use-loaded.ts'
import { formatBytes, formatNumber, formatUsd, say } from '../../words/words.ts'

const COUNTED = ['projects', 'active_runs', 'monthly_runs', 'storage_bytes', 'keys', 'monthly_ai_usd'] as const

export function LimitsSection() {
  const { value: limits, problem, reload } = useLoaded(readLimits)
  const words = say()
  return (
    <section aria-labelledby="limits-title">
      <h2 id="limits-title">{words.limits}</h2>
      <ProblemNotice problem={problem} onRetry={() => void reload()} />
      <dl class="limits">
        {COUNTED.map((name) => (
          <div key={name}>
            <dt>{words.limitNames[name]}</dt>
            <dd class="numbers">{limits === undefined ? '…' : tell(name, limits[name])}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function tell(name: (typeof COUNTED)[number], { used, limit }: Limits['projects']): string {
  const format = name === 'storage_bytes' ? formatBytes : name === 'monthly_ai_usd' ? formatUsd : formatNumber
  return limit === null ? say().unlimited(format(used)) : say().ofLimit(format(used), format(limit))
}
