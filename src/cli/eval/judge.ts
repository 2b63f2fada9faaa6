// Whether what a run has made is what was asked for.
import { checkProject } from '../../checks/check-project.ts'
import type { EvalCase } from './case.ts'

export type Files = ReadonlyMap<string, string>

/** What is wrong, a sentence each; nothing when all is well. `before` is the project as it was, without which it is new. */
export async function judge(one: EvalCase, status: string, before: Files, after: Files): Promise<string[]> {
  return [
    ...(status === 'succeeded' ? [] : [`the run ended as ${status}`]),
    ...(one.files ?? []).filter((path) => !after.has(path)).map((path) => `${path} is missing`),
    ...findTexts(one.has, after, (found) => !found, 'lacks'),
    ...findTexts(one.lacks, after, (found) => found, 'still has'),
    ...findStrayChanges(one.mayChange, before, after),
    ...(await findProblems(after)),
  ]
}

function findTexts(
  wanted: Record<string, string[]> | undefined,
  files: Files,
  isWrong: (found: boolean) => boolean,
  word: string,
): string[] {
  return Object.entries(wanted ?? {}).flatMap(([path, patterns]) => {
    const text = path === '*' ? [...files.values()].join('\n') : (files.get(path) ?? '')
    const where = path === '*' ? 'the project' : path
    return patterns
      .filter((pattern) => isWrong(new RegExp(pattern, 'iu').test(text)))
      .map((pattern) => `${where} ${word} /${pattern}/`)
  })
}

function findStrayChanges(mayChange: string[] | undefined, before: Files, after: Files): string[] {
  if (mayChange === undefined) return []
  return [...before]
    .filter(([path, text]) => !mayChange.includes(path) && after.get(path) !== text)
    .map(([path]) => `${path} was ${after.has(path) ? 'changed' : 'deleted'}, which nobody asked for`)
}

/** The projects of the suite have no problem but those that a case is to mend. */
async function findProblems(files: Files): Promise<string[]> {
  if (files.size === 0) return ['there is no file']
  const { problems } = await checkProject(files)
  return problems
    .slice(0, 5)
    .map(({ path, line, message }) => `${path}${line === undefined ? '' : `:${line}`}: ${message}`)
}
