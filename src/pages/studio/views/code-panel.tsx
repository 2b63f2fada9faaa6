import { useState } from 'preact/hooks'
import type { FileEntry } from '../api/projects.ts'
import { Icon } from '../parts/icons.tsx'
import type { ProjectStore } from '../project-store.ts'
import { say } from '../words/words.ts'
import { FileView } from './file-view.tsx'
import { LiveText } from './live-text.tsx'

/** The files of the newest version; while a run writes, the file that is being written. */
export function CodePanel({ store }: { store: ProjectStore }) {
  const [chosen, choose] = useState<string | undefined>(undefined)
  const words = say()
  const view = store.live.value?.view.value
  const writing = view?.current === undefined ? undefined : view.files.get(view.current)
  const { files } = store.files.value
  const path = chosen ?? firstFile(files)
  const shownLive = chosen === undefined || chosen === writing?.path ? writing : undefined
  const file = files.find((one) => one.path === path)
  return (
    <section class="code" aria-label={words.code}>
      <FileList files={files} path={shownLive?.path ?? path} writing={writing?.path} onChoice={choose} />
      <div class="sheet">
        {shownLive !== undefined ? (
          <LiveText file={shownLive} />
        ) : file !== undefined ? (
          <FileView key={file.path} store={store} file={file} />
        ) : (
          <p class="empty">{files.length === 0 ? words.noFiles : words.chooseFile}</p>
        )}
      </div>
    </section>
  )
}

function firstFile(files: FileEntry[]): string | undefined {
  return (files.find(({ path }) => path === 'index.html') ?? files[0])?.path
}

type FileListProps = {
  files: FileEntry[]
  path: string | undefined
  writing: string | undefined
  onChoice: (path: string | undefined) => void
}

function FileList({ files, path, writing, onChoice }: FileListProps) {
  const words = say()
  const paths = files.map((file) => file.path)
  const all = writing === undefined || paths.includes(writing) ? paths : [...paths, writing].toSorted()
  return (
    <nav class="file-list" aria-label={words.files}>
      <ul>
        {all.map((one) => (
          <li key={one}>
            <button
              type="button"
              aria-current={one === path ? 'true' : undefined}
              class={one === writing ? 'is-writing' : ''}
              onClick={() => onChoice(one === writing ? undefined : one)}
            >
              <Icon name="file" />
              <bdi>{one}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}
