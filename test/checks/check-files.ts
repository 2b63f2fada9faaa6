import { checkProject, type ProjectCheck } from '../../src/checks/check-project.ts'

/** The check of a small project. */
export async function checkFiles(files: Record<string, string>, otherPaths: string[] = []): Promise<ProjectCheck> {
  return checkProject(new Map(Object.entries(files)), otherPaths)
}

/** The problems of a small project, each as `path:line code`. */
export async function problemsOf(files: Record<string, string>, otherPaths: string[] = []): Promise<string[]> {
  const { problems } = await checkFiles(files, otherPaths)
  return problems.map(({ path, line, code }) => `${path}:${line} ${code}`)
}

/** The messages alone. */
export async function messagesOf(files: Record<string, string>, otherPaths: string[] = []): Promise<string[]> {
  const { problems } = await checkFiles(files, otherPaths)
  return problems.map(({ message }) => message)
}
