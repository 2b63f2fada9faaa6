import { checkProject } from '../../src/checks/check-project.ts'

/** The problems of a small project, each as `path:line code`. */
export function problemsOf(files: Record<string, string>, otherPaths: string[] = []): string[] {
  return checkProject(new Map(Object.entries(files)), otherPaths).map(
    ({ path, line, code }) => `${path}:${line} ${code}`,
  )
}

/** The messages alone. */
export function messagesOf(files: Record<string, string>, otherPaths: string[] = []): string[] {
  return checkProject(new Map(Object.entries(files)), otherPaths).map(({ message }) => message)
}
