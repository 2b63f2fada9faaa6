import { useState } from 'preact/hooks'
import { applyVersion, dropVersion, restoreVersion } from '../api/files.ts'
import { forkProject, type Version } from '../api/projects.ts'
import { Icon } from '../parts/icons.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import { useTask } from '../parts/use-task.ts'
import type { ProjectStore } from '../project-store.ts'
import { goTo } from '../route.ts'
import { formatWhen, say } from '../words/words.ts'
import { VersionPicture } from './version-picture.tsx'
import { VersionDiff } from './version-diff.tsx'

export function VersionsPanel({ store }: { store: ProjectStore }) {
  const words = say()
  const versions = store.versions.value
  return (
    <section class="versions" aria-label={words.versions}>
      {versions.length === 0 ? <p class="empty">{words.noVersions}</p> : null}
      <ol>
        {versions.map((version) => (
          <VersionRow key={version.number} store={store} version={version} />
        ))}
      </ol>
    </section>
  )
}

type RowProps = { store: ProjectStore; version: Version }

function VersionRow({ store, version }: RowProps) {
  const [isCompared, compare] = useState(false)
  const words = say()
  const isNewest = version.number === store.project.value?.head
  const before = version.parents[0]
  return (
    <li class="version">
      <h2>
        <span>{words.versionNumber(version.number)}</span>
        {isNewest ? <span class="badge">{words.newest}</span> : null}
        {version.state === 'conflict' ? <span class="badge bad">{words.conflictState}</span> : null}
      </h2>
      {version.origin === 'run' ? <VersionPicture projectId={store.id} version={version.number} /> : null}
      <p dir="auto">{version.summary}</p>
      <p class="soft">
        {words.origin[version.origin]} · {words.fileCount(version.file_count)} · {formatWhen(version.created_at)}
      </p>
      <div class="row wrap">
        {before === undefined || before === 0 ? null : (
          <button type="button" class="quiet" aria-expanded={isCompared} onClick={() => compare(!isCompared)}>
            {words.showChanges}
          </button>
        )}
        <VersionActions store={store} version={version} isNewest={isNewest} />
      </div>
      {isCompared && before !== undefined ? (
        <VersionDiff projectId={store.id} from={before} to={version.number} />
      ) : null}
    </li>
  )
}

function VersionActions({ store, version, isNewest }: RowProps & { isNewest: boolean }) {
  const task = useTask(store.noteProblem)
  const words = say()
  const mayChange = store.may('write')
  const change = (work: () => Promise<unknown>) =>
    task.run(async () => {
      await work()
      await store.load()
    })
  const fork = () =>
    task.run(async () => {
      const name = `${store.project.value?.name ?? ''} (${words.versionNumber(version.number)})`
      goTo({ page: 'project', id: (await forkProject(store.id, version.number, name)).id, view: 'code' })
    })
  return (
    <>
      {version.state === 'conflict' && mayChange ? (
        <>
          <button type="button" class="quiet" onClick={() => change(() => applyVersion(store.id, version.number))}>
            {words.applyVersion}
          </button>
          <button type="button" class="quiet" onClick={() => change(() => dropVersion(store.id, version.number))}>
            {words.dropVersion}
          </button>
        </>
      ) : null}
      {isNewest || version.state === 'conflict' || !mayChange ? null : (
        <button type="button" class="quiet" onClick={() => change(() => restoreVersion(store.id, version.number))}>
          <Icon name="refresh" />
          {words.restoreVersion}
        </button>
      )}
      <button type="button" class="quiet" onClick={fork}>
        <Icon name="branch" />
        {words.forkVersion}
      </button>
      <ProblemNotice problem={task.problem} />
    </>
  )
}
