import { useCallback, useState } from 'preact/hooks'
import { compareVersions, readFileText, type ChangedFile } from '../api/files.ts'
import { ProblemNotice } from '../parts/notice.tsx'
import { useLoaded } from '../parts/use-loaded.ts'
import { useTask } from '../parts/use-task.ts'
import { say } from '../words/words.ts'
import { CodeView } from './code-view.tsx'

type VersionDiffProps = { projectId: string; from: number; to: number }

/** What a version has changed, file by file. */
export function VersionDiff({ projectId, from, to }: VersionDiffProps) {
  const read = useCallback(() => compareVersions(projectId, from, to), [projectId, from, to])
  const { value: diff, problem } = useLoaded(read)
  const words = say()
  if (diff === undefined)
    return problem === undefined ? <p class="soft">{words.loading}</p> : <ProblemNotice problem={problem} />
  if (diff.files.length === 0) return <p class="soft">{words.noChanges}</p>
  return (
    <ul class="diff">
      {diff.files.map((file) => (
        <li key={file.path}>
          <FileDiff projectId={projectId} from={from} to={to} file={file} />
        </li>
      ))}
    </ul>
  )
}

type Texts = { before: string; after: string }

function FileDiff({ projectId, from, to, file }: VersionDiffProps & { file: ChangedFile }) {
  const [texts, setTexts] = useState<Texts | undefined>(undefined)
  const task = useTask()
  const words = say()
  const load = () => {
    if (texts === undefined) task.run(async () => setTexts(await readBoth(projectId, file, from, to)))
  }
  return (
    <details onToggle={(event) => (event.currentTarget.open ? load() : undefined)}>
      <summary>
        <bdi>{file.old_path === undefined ? file.path : `${file.old_path} → ${file.path}`}</bdi>
        <span class={`badge is-${file.status}`}>{words.fileChange[file.status]}</span>
      </summary>
      <ProblemNotice problem={task.problem} />
      {texts === undefined ? null : <CodeView path={file.path} text={texts.after} before={texts.before} />}
    </details>
  )
}

async function readBoth(projectId: string, file: ChangedFile, from: number, to: number): Promise<Texts> {
  const read = async (path: string, version: number) => (await readFileText(projectId, path, { version })).text
  const [before, after] = await Promise.all([
    file.status === 'added' ? '' : read(file.old_path ?? file.path, from),
    file.status === 'removed' ? '' : read(file.path, to),
  ])
  return { before, after }
}
