import { readUsage, type Usage } from '../../api/account.ts'
import { ProblemNotice } from '../../parts/notice.tsx'
import { useLoaded } from '../../parts/use-loaded.ts'
import { formatNumber, formatUsd, say } from '../../words/words.ts'

const byDay = () => readUsage('day')
const byModel = () => readUsage('model')

export function UsageSection() {
  const words = say()
  return (
    <>
      <UsageTable title={words.usage} keyName={words.day} read={byDay} />
      <UsageTable title={words.usageByModel} keyName={words.model} read={byModel} />
    </>
  )
}

type UsageTableProps = { title: string; keyName: string; read: () => Promise<Usage> }

function UsageTable({ title, keyName, read }: UsageTableProps) {
  const { value: usage, problem, reload } = useLoaded(read)
  const words = say()
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ProblemNotice problem={problem} onRetry={() => void reload()} />
      {usage?.items.length === 0 ? <p class="empty">{words.noUsage}</p> : null}
      {usage === undefined || usage.items.length === 0 ? null : (
        <div class="table" tabIndex={0} role="region" aria-label={title}>
          <table>
            <thead>
              <tr>
                {[keyName, words.calls, words.tokensRead, words.tokensWritten, words.costUsd].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {usage.items.map((row) => (
                <tr key={row.key}>
                  <th scope="row">
                    <bdi>{row.key}</bdi>
                  </th>
                  <td>{formatNumber(row.calls)}</td>
                  <td>{formatNumber(row.prompt_tokens)}</td>
                  <td>{formatNumber(row.completion_tokens)}</td>
                  <td>{formatUsd(row.cost_usd)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
