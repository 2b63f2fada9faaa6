/** A table of the README: every row has a cell for each column. */
export type Table = { columns: readonly string[]; rows: string[][] }

/** Markdown, laid out as the formatter would. */
export function formatTable({ columns, rows }: Table): string {
  const widths = columns.map((column, index) =>
    Math.max(3, column.length, ...rows.map((row) => row[index]?.length ?? 0)),
  )
  const line = (cells: readonly string[], fill = ' ') =>
    `| ${widths.map((width, index) => (cells[index] ?? '').padEnd(width, fill)).join(' | ')} |\n`
  return [line(columns), line([], '-'), ...rows.map((row) => line(row))].join('')
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value below which so large a share of the values is. */
export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN
}

export function formatMs(ms: number): string {
  return `${ms.toFixed(ms < 100 ? 1 : 0)} ms`
}

export function formatBytes(bytes: number): string {
  return bytes > 10_000_000 ? `${(bytes / 1_000_000).toFixed(0)} MB` : `${(bytes / 1000).toFixed(0)} kB`
}
