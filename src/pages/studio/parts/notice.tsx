import type { ApiProblem, ProblemCode } from '../api/problem.ts'
import { describeProblem, say } from '../words/words.ts'
import { Icon } from './icons.tsx'

type ProblemNoticeProps = {
  problem: ApiProblem | undefined
  onRetry?: () => void
  /** What codes mean at this place, where that is more than they mean everywhere. */
  here?: Partial<Record<ProblemCode, string>>
}

/** What went wrong, with what to do about it. */
export function ProblemNotice({ problem, onRetry, here = {} }: ProblemNoticeProps) {
  if (problem === undefined) return null
  return (
    <div class="notice bad" role="alert">
      <Icon name="warn" />
      <p>{here[problem.code] ?? describeProblem(problem)}</p>
      {onRetry === undefined ? null : (
        <button type="button" class="quiet" onClick={onRetry}>
          {say().retry}
        </button>
      )}
    </div>
  )
}
