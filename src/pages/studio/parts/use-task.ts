import { useState } from 'preact/hooks'
import { toProblem, type ApiProblem } from '../api/problem.ts'

export type Task = {
  isBusy: boolean
  problem: ApiProblem | undefined
  /** Does the work, one at a time; what goes wrong becomes the problem that is shown. */
  run: (work: () => Promise<unknown>) => void
  clear: () => void
}

/** `onProblem` is told besides. */
export function useTask(onProblem?: (problem: ApiProblem) => void): Task {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiProblem | undefined>(undefined)
  const run = (work: () => Promise<unknown>) => {
    if (isBusy) return
    setBusy(true)
    setProblem(undefined)
    work()
      .catch((error: unknown) => {
        const failure = toProblem(error)
        setProblem(failure)
        onProblem?.(failure)
      })
      .finally(() => setBusy(false))
  }
  return { isBusy, problem, run, clear: () => setProblem(undefined) }
}
