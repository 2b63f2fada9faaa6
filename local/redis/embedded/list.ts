/** A list of the embedded store. Kept with its head last, where an array grows and is read at no cost. */
export class List {
  readonly #reversed: string[]

  constructor(elements: readonly string[] = []) {
    this.#reversed = elements.toReversed()
  }

  get size(): number {
    return this.#reversed.length
  }

  pushHead(element: string): void {
    this.#reversed.push(element)
  }

  /** The element at `index` from the head, or from the tail when it is negative. */
  at(index: number): string | undefined {
    return this.#reversed.at(-1 - index)
  }

  /** From `start` to `stop`, which belongs to it, from the head. */
  slice(start: number, stop: number): string[] {
    const [from, count] = this.#span(start, stop)
    return this.#reversed.slice(this.size - from - count, this.size - from).toReversed()
  }

  /** Keeps what `slice` gives. */
  trim(start: number, stop: number): void {
    const [from, count] = this.#span(start, stop)
    this.#reversed.splice(this.size - from)
    this.#reversed.splice(0, this.size - count)
  }

  /** Where a range begins and how many elements it has; negative ends count from the tail. */
  #span(start: number, stop: number): [from: number, count: number] {
    const absolute = (index: number) => (index < 0 ? this.size + index : index)
    const from = Math.max(0, absolute(start))
    const to = Math.min(this.size - 1, absolute(stop))
    return from > to ? [0, 0] : [from, to - from + 1]
  }
}
