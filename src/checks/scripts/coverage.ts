type Range = { start: number; end: number }

/** Tells whether an offset lies inside any of the ranges, which may be nested or the same but do not cross. */
export function createCoverage(ranges: readonly Range[]): (offset: number) => boolean {
  const outermost: Range[] = []
  for (const range of ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (range.end > (outermost.at(-1)?.end ?? -1)) outermost.push(range)
  }
  return (offset) => {
    let low = 0
    let high = outermost.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((outermost[middle]?.start ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    const last = outermost[low]
    return last !== undefined && last.start <= offset && offset < last.end
  }
}
