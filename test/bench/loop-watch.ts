/** What the event loop of this thread was kept with, in CPU time: what else runs on the machine does not count. */
export type LoopUse = { cpuMs: number; longestMs: number; p99Ms: number }

/** Watches until it is told to stop. */
export function watchLoop(): () => LoopUse {
  const blocksMs: number[] = []
  const start = cpuMs()
  let last = start
  const turn = () => {
    const now = cpuMs()
    blocksMs.push(now - last)
    last = now
  }
  const timer = setInterval(turn, 1)
  return () => {
    clearInterval(timer)
    turn()
    const sorted = blocksMs.toSorted((a, b) => a - b)
    return { cpuMs: last - start, longestMs: sorted.at(-1) ?? 0, p99Ms: percentile(sorted, 0.99) }
  }
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
