import { baseName, joinPath } from '../project-path.ts'
import type { Project } from '../project.ts'
import { quote } from '../report.ts'
import type { Toolchain } from './toolchain.ts'

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

const OUTPUT_FOLDER = /(?:^|\/)(?:dist|build|out|generated|__generated__|\.[^/.][^/]*|\+types|gql|pkg)(?:\/|$)/
const GENERATED_NAME = /^\$|[.-](?:gen|generated)(?:\.|$)/

/** True for a path that a build makes: in an output folder, marked as generated, or named as an output. */
export function isMadeByTools({ hasResolver, settings }: Toolchain, path: string): boolean {
  if (path.includes('node_modules/')) return true
  if (!hasResolver) return false
  const name = baseName(path)
  return OUTPUT_FOLDER.test(path) || GENERATED_NAME.test(name) || settings.outputs.has(name)
}
