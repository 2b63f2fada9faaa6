import { joinPath } from '../project-path.ts'
import type { Project } from '../project.ts'
import { quote } from '../report.ts'

/** What to do about a path that is not there; the commonest cause, a wrong case, is told. */
export function nameMissing(project: Project, path: string, written: string): string {
  const similar = findSimilar(project, path)
  if (similar !== undefined)
    return `${quote(written)} differs in case from the file ${quote(similar)}: write it the same way.`
  return `${quote(written)} is not in the project: add the file or correct the path.`
}

function findSimilar({ byLowerCase }: Project, path: string): string | undefined {
  const lower = path.toLowerCase()
  const names = [
    lower,
    ...['.js', '.ts', '.tsx', '.jsx', '.css'].map((end) => lower + end),
    joinPath(lower, 'index.html'),
  ]
  return names.map((name) => byLowerCase.get(name)).find((found) => found !== undefined)
}
