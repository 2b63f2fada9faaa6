import { useCallback, useEffect, useState } from 'preact/hooks'
import { toProblem, type ApiProblem } from '../api/problem.ts'

export type Loaded<T> = { value: T | undefined; problem: ApiProblem | undefined; reload: () => Promise<void> }

/** What a call gives, asked for when a part of the page appears; `read` is to be the same function each time. */
export function useLoaded<T>(read: () => Promise<T>): Loaded<T> {
  const [value, setValue] = useState<T | undefined>(undefined)
  const [problem, setProblem] = useState<ApiProblem | undefined>(undefined)
  const reload = useCallback(
    () =>
      read().then(
        (now) => {
          setValue(() => now)
          setProblem(undefined)
        },
        (error: unknown) => setProblem(toProblem(error)),
      ),
    [read],
  )
  useEffect(() => void reload(), [reload])
  return { value, problem, reload }
}
