/** How much one process remembers, a hundred bytes each. */
const MOST_REMEMBERED = 10_000

/**
 * What a process was told, and until when it believes it; the oldest goes first. Answers and no promises: on Workers, one
 * request must not wait for what another has begun.
 */
export function createMemory<Answer>() {
  const told = new Map<string, { answer: Answer; until: number }>()
  return {
    /** Also what is not to be believed any more. */
    recall: (name: string) => told.get(name),
    remember: (name: string, answer: Answer, until: number): void => {
      told.delete(name)
      const [oldest] = told.keys()
      if (told.size >= MOST_REMEMBERED && oldest !== undefined) told.delete(oldest)
      told.set(name, { answer, until })
    },
    forget: (name: string): void => void told.delete(name),
  }
}
