/**
 * The names of a scope as acorn keeps them, an array that it searches for every name it adds: found here by a map, so
 * that thousands of declarations do not take quadratic time. Entries may be cut off at the end and pushed again.
 */
export class NameList extends Array<string> {
  readonly #firstIndex = new Map<string, number>()

  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  override push(...names: string[]): number {
    for (const name of names) {
      if (this.indexOf(name) === -1) this.#firstIndex.set(name, this.length)
      super.push(name)
    }
    return this.length
  }

  override indexOf(name: string): number {
    const index = this.#firstIndex.get(name)
    return index !== undefined && this[index] === name ? index : -1
  }

  override includes(name: string): boolean {
    return this.indexOf(name) !== -1
  }
}
