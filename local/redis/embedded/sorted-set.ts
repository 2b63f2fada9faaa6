/** Members with scores, in the order of score, then member. */
export type ScoredMember = { readonly member: string; readonly score: number }

/** One end of a score range, as in `5` or `(5`. */
export type ScoreBound = { score: number; exclusive: boolean }

export class SortedSet {
  readonly #scores = new Map<string, number>()
  /** Kept sorted; both lookups are binary searches. */
  readonly #ordered: ScoredMember[] = []

  get size(): number {
    return this.#scores.size
  }

  score(member: string): number | undefined {
    return this.#scores.get(member)
  }

  set(member: string, score: number): void {
    this.delete(member)
    this.#scores.set(member, score)
    this.#ordered.splice(this.#position(member, score), 0, { member, score })
  }

  delete(member: string): boolean {
    const score = this.#scores.get(member)
    if (score === undefined) return false
    this.#scores.delete(member)
    this.#ordered.splice(this.#position(member, score), 1)
    return true
  }

  /** From rank `start` up to, not including, rank `end`. */
  slice(start: number, end: number): ScoredMember[] {
    return this.#ordered.slice(start, end)
  }

  between(min: ScoreBound, max: ScoreBound): ScoredMember[] {
    const start = this.#search(({ score }) => (min.exclusive ? score > min.score : score >= min.score))
    const end = this.#search(({ score }) => (max.exclusive ? score >= max.score : score > max.score))
    return this.#ordered.slice(start, Math.max(start, end))
  }

  #position(member: string, score: number): number {
    return this.#search((other) => other.score > score || (other.score === score && other.member >= member))
  }

  /** The first rank at which `isBehind` holds; it must hold for every later rank too. */
  #search(isBehind: (entry: ScoredMember) => boolean): number {
    let low = 0
    let high = this.#ordered.length
    while (low < high) {
      const middle = (low + high) >> 1
      const entry = this.#ordered[middle]
      if (entry && isBehind(entry)) high = middle
      else low = middle + 1
    }
    return low
  }
}
