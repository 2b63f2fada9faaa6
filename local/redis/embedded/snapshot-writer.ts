/** Saves soon after a change, once for many changes, and never two saves at a time. */
export class SnapshotWriter {
  readonly #save: () => Promise<void>
  readonly #delayMs: number
  #dirty = false
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()

  constructor(save: () => Promise<void>, delayMs: number) {
    this.#save = save
    this.#delayMs = delayMs
  }

  changed(): void {
    this.#dirty = true
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      // A disk that is full now may not be later: the change stays marked and the next one tries again.
      this.flush().catch(() => undefined)
    }, this.#delayMs).unref()
  }

  /** Resolves when everything so far is on disk; rejects when it cannot be written. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#running = this.#running
      .catch(() => undefined)
      .then(async () => {
        if (!this.#dirty) return
        this.#dirty = false
        try {
          await this.#save()
        } catch (error) {
          this.#dirty = true
          throw error
        }
      })
    return this.#running
  }
}
