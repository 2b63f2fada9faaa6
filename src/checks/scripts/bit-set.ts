const WORD_BITS = 32

/** A set of whole numbers below a bound. */
export class BitSet {
  readonly words: Uint32Array

  constructor(bound: number) {
    this.words = new Uint32Array(Math.ceil(bound / WORD_BITS))
  }

  has(number: number): boolean {
    return ((this.words[number >>> 5] ?? 0) & (1 << (number & 31))) !== 0
  }

  add(number: number): void {
    this.words[number >>> 5] = (this.words[number >>> 5] ?? 0) | (1 << (number & 31))
  }

  /** Adds those of a set with the same bound, and returns the ones that are new. */
  addAll(other: BitSet): number[] {
    const added: number[] = []
    for (let at = 0; at < this.words.length; at++) {
      const own = this.words[at] ?? 0
      let fresh = (other.words[at] ?? 0) & ~own
      this.words[at] = own | fresh
      for (; fresh !== 0; fresh &= fresh - 1) added.push(at * WORD_BITS + 31 - Math.clz32(fresh & -fresh))
    }
    return added
  }

  meets(other: BitSet): boolean {
    return this.words.some((word, at) => (word & (other.words[at] ?? 0)) !== 0)
  }
}
