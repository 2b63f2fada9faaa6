export const FIGURE_COLUMNS = ['what', 'figure', 'floor', 'ratio'] as const

/** A figure, and the least that it could be: what was measured in the same run, in turns, since machines differ. */
export function figureRow(what: string, figure: string, floor = '', ratio?: number): string[] {
  return [what, figure, floor, ratio === undefined ? '' : ratio.toFixed(2)]
}
