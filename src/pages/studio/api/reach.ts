import { toProblem } from './problem.ts'

/** What answers, with whatever status. @throws {ApiProblem} offline; once the signal aborts, what fetch throws */
export function reach(path: string, init: RequestInit): Promise<Response> {
  return fetch(path, init).catch((error: unknown) => {
    throw init.signal?.aborted === true ? error : toProblem(error)
  })
}
