import type { ApiProblem } from '../api/problem.ts'
import { describeProblem, say } from '../words/words.ts'
import { Icon } from './icons.tsx'

/** What went wrong, with what to do about it. */
export function ProblemNotice({ problem, onRetry }: { problem: ApiProblem | undefined; onRetry?: () => void }) {
  if (problem === undefined) return null
  return (
    <div class="notice bad" role="alert">
      <Icon name="warn" />
      <p>{describeProblem(problem)}</p>
      {onRetry === undefined ? null : (
        <button type="button" class="quiet" onClick={onRetry}>
          {say().retry}
        </button>
      )}
    </div>
  )
}
