import { useEffect, useState } from 'preact/hooks'
import { readFileText, writeFileText, type FileText } from '../api/files.ts'
import { toProblem, type ApiProblem } from '../api/problem.ts'
import type { FileEntry } from '../api/projects.ts'
import { Icon } from '../parts/icons.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import { useTask } from '../parts/use-task.ts'
import type { ProjectStore } from '../project-store.ts'
import { formatBytes, say } from '../words/words.ts'
import { CodeView } from './code-view.tsx'

const LARGEST_SHOWN_BYTES = 1_000_000

type FileProps = { store: ProjectStore; file: FileEntry }

/** A file that is read, and edited on request. While it is edited, a newer one does not take its place. */
export function FileView({ store, file }: FileProps) {
  const [read, setRead] = useState<FileText | undefined>(undefined)
  const [isEdited, setEdited] = useState(false)
  const [problem, setProblem] = useState<ApiProblem | undefined>(undefined)
  const words = say()
  const isShown = file.size_bytes <= LARGEST_SHOWN_BYTES
  useEffect(() => {
    const abort = new AbortController()
    if (!isShown || isEdited) return undefined
    readFileText(store.id, file.path, { signal: abort.signal }).then(setRead, (error: unknown) => {
      if (!abort.signal.aborted) setProblem(toProblem(error))
    })
    return () => abort.abort()
  }, [file.hash, isEdited])
  const isText = isShown && read?.text.includes('\0') !== true
  if (isEdited && read !== undefined) {
    return <FileEditor store={store} path={file.path} read={read} onDone={() => setEdited(false)} />
  }
  return (
    <>
      <header class="sheet-head">
        <bdi>{file.path}</bdi>
        <span class="soft numbers">{formatBytes(file.size_bytes)}</span>
        {read !== undefined && isText && store.may('write') ? (
          <button type="button" class="quiet" onClick={() => setEdited(true)}>
            <Icon name="pen" />
            {words.edit}
          </button>
        ) : null}
      </header>
      <ProblemNotice problem={problem} />
      {isText ? null : <p class="empty">{words.binary}</p>}
      {read !== undefined && isText ? <CodeView key={read.hash} path={file.path} text={read.text} /> : null}
    </>
  )
}

type EditorProps = { store: ProjectStore; path: string; read: FileText; onDone: () => void }

/** What was read may be changed by somebody else meanwhile: then both are shown, and one decides. */
function FileEditor({ store, path, read, onDone }: EditorProps) {
  const [text, setText] = useState(read.text)
  const [base, setBase] = useState(read.hash)
  const [theirs, setTheirs] = useState<FileText | undefined>(undefined)
  const task = useTask(store.noteProblem)
  const words = say()
  const save = () =>
    task.run(async () => {
      try {
        await writeFileText(store.id, path, { text, hash: base })
      } catch (error) {
        if (toProblem(error).code !== 'precondition_failed') throw error
        const newer = await readFileText(store.id, path)
        setTheirs(newer)
        setBase(newer.hash)
        return
      }
      await store.load()
      onDone()
    })
  return (
    <>
      <header class="sheet-head">
        <bdi>{path}</bdi>
        <div class="row end">
          <button type="button" class="quiet" onClick={onDone}>
            {theirs === undefined ? words.cancel : words.takeTheirs}
          </button>
          <button type="button" class="main" aria-disabled={task.isBusy} onClick={save}>
            {theirs === undefined ? words.save : words.saveMine}
          </button>
        </div>
      </header>
      <ProblemNotice problem={task.problem} />
      {theirs === undefined ? null : (
        <div class="notice warm" role="alert">
          <Icon name="warn" />
          <p>{words.changedMeanwhile}</p>
        </div>
      )}
      {theirs === undefined ? (
        <CodeView path={path} text={text} onChange={setText} />
      ) : (
        <CodeView key={theirs.hash} path={path} text={text} before={theirs.text} onChange={setText} />
      )}
    </>
  )
}
