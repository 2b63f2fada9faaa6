/** Shorter lists are searched as they are: most scopes have a few names, and there are as many scopes as functions. */
const INDEXED_LENGTH = 12

/**
 * The names of a scope as acorn keeps them, an array that it searches for every name it adds: found here by a map, so
 * that thousands of declarations do not take quadratic time. Entries may be cut off at the end and pushed again.
 */
export class NameList extends Array<string> {
  #firstIndex: Map<string, number> | undefined

  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  override push(...names: string[]): number {
    for (const name of names) {
      if (this.#firstIndex !== undefined && this.indexOf(name) === -1) this.#firstIndex.set(name, this.length)
      super.push(name)
    }
    if (this.#firstIndex === undefined && this.length > INDEXED_LENGTH) this.#firstIndex = indexFirst(this)
    return this.length
  }

  override indexOf(name: string): number {
    if (this.#firstIndex === undefined) return super.indexOf(name)
    const index = this.#firstIndex.get(name)
    return index !== undefined && this[index] === name ? index : -1
  }

  override includes(name: string): boolean {
    return this.indexOf(name) !== -1
  }
}

function indexFirst(names: readonly string[]): Map<string, number> {
  const index = new Map<string, number>()
  for (const [at, name] of names.entries()) if (!index.has(name)) index.set(name, at)
  return index
}
