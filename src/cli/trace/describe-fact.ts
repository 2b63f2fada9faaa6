import { hasItsShape, type FactData, type FactType } from '../../runs/events.ts'

type Ending = FactData['run.succeeded']

/** What a fact says in a line, without the words of users and models. */
const WORDS: { [T in FactType]: (data: FactData[T]) => string } = {
  'run.created': ({ kind, model, base_version }) => `${kind} with ${model}, on version ${base_version}`,
  'run.started': ({ epoch }) => `by process ${epoch}`,
  'facts.withdrawn': ({ step, attempt, first_seq, last_seq }) =>
    `facts ${first_seq} to ${last_seq} of ${step} ${attempt} no longer count`,
  'run.awaiting_input': ({ kind }) => `asks its user: ${kind}`,
  'input.received': (input) => Object.keys(input).join(', '),
  'run.waiting': ({ reason, seconds }) => `${reason}, for ${seconds} s`,
  'plan.ready': ({ files }) => count(files.length, 'file'),
  'file.completed': ({ path, size_bytes }) => `${path}, ${count(size_bytes, 'byte')}`,
  'file.deleted': ({ path }) => path,
  'file.renamed': ({ from, to }) => `${from} → ${to}`,
  'file.failed': ({ path, code }) => `${path}: ${code}`,
  'file.unchanged': ({ path }) => path,
  'answer.mended': ({ code, path }) => [code, path].filter((part) => part !== undefined).join(' in '),
  'answer.problem': ({ code }) => code,
  'answer.cut': ({ code, path }) => [code, path].filter((part) => part !== undefined).join(' in '),
  'check.completed': ({ files_checked, problems, problem_count = problems.length }) =>
    `${count(files_checked, 'file')} checked, ${count(problem_count, 'problem')}`,
  'problem.found': ({ path, code, kind }) => `${path}: ${code}, by ${kind}`,
  'page.opened': ({ state, problem_count = 0 }) =>
    state === 'opened' ? `opened, ${count(problem_count, 'problem')}` : 'not opened',
  'repair.completed': ({ attempt, problems_before, problems_after, is_kept }) =>
    `repair ${attempt}: ${problems_before} → ${count(problems_after, 'problem')}, ${is_kept ? 'kept' : 'undone'}`,
  'version.committed': ({ version, file_count }) => `version ${version}, ${count(file_count, 'file')}`,
  'version.conflicted': ({ version, paths }) =>
    `version ${version}, beside the head for ${count(paths.length, 'path')}`,
  'message.completed': ({ content }) => count(content.length, 'character'),
  'run.succeeded': describeEnding,
  'run.partial': describeEnding,
  'run.failed': describeEnding,
  'run.canceled': describeEnding,
}

/** Empty where another release has made it. */
export function describeFact(type: string, data: unknown): string {
  if (!Object.hasOwn(WORDS, type) || !hasItsShape({ type, data })) return ''
  // What was looked up by the type takes the data of that type, as was just checked.
  return WORDS[type as FactType](data as never)
}

function describeEnding({ version, error, failed_files = [] }: Ending): string {
  const told = [
    error?.code,
    version === undefined ? undefined : `version ${version}`,
    failed_files.length === 0 ? undefined : `${count(failed_files.length, 'file')} failed`,
  ]
  return told.filter((part) => part !== undefined).join(', ')
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
