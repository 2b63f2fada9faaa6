import { useEffect, useMemo } from 'preact/hooks'
import type { ApiProblem } from '../api/problem.ts'
import { Icon, type IconName } from '../parts/icons.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import { openProject, type ProjectStore } from '../project-store.ts'
import { addressOf, PROJECT_VIEWS, type ProjectView as View } from '../addresses.ts'
import { say } from '../words/words.ts'
import { ChatPanel } from './chat-panel.tsx'
import { CodePanel } from './code-panel.tsx'
import { MembersPanel } from './members/members-panel.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { ProjectMenu } from './project-menu.tsx'
import { ExportButton } from './export-button.tsx'
import { TopBar } from './top-bar.tsx'
import { VersionsPanel } from './versions-panel.tsx'

const ICONS: Record<View, IconName> = {
  chat: 'chat',
  preview: 'eye',
  code: 'code',
  versions: 'layers',
  members: 'people',
}

/** A project: the conversation beside its files. On a narrow screen one of them at a time. */
export function ProjectView({ id, view }: { id: string; view: View }) {
  const store = useMemo(() => openProject(id), [id])
  useEffect(() => {
    void store.load()
    return store.close
  }, [store])
  const { project, problem } = store
  const words = say()
  const shown = view === 'chat' ? besideChat(store) : view
  return (
    <>
      <TopBar>
        <h1 class="project-name" dir="auto">
          {project.value?.name ?? (problem.value === undefined ? words.loading : words.projectMenu)}
        </h1>
        <RoleBadge store={store} />
        <ProjectMenu store={store} />
        <ExportButton store={store} />
      </TopBar>
      <main id="content" class={`project show-${view}`} tabIndex={-1}>
        {project.value === undefined && problem.value !== undefined ? (
          <NotThere store={store} problem={problem.value} />
        ) : (
          <>
            <Tabs id={id} view={view} shown={shown} />
            <ChatPanel store={store} />
            <Work store={store} view={shown} />
          </>
        )}
      </main>
    </>
  )
}

/** What somebody may do whose project it is not. */
function RoleBadge({ store }: { store: ProjectStore }) {
  const role = store.project.value?.role ?? 'owner'
  return role === 'owner' ? null : <span class="badge wide-only">{say().roles[role]}</span>
}

function NotThere({ store, problem }: { store: ProjectStore; problem: ApiProblem }) {
  const words = say()
  return (
    <div class="centre">
      <ProblemNotice problem={problem} here={{ not_found: words.projectGone }} onRetry={() => void store.load()} />
      <a class="link" href={addressOf({ page: 'home' })}>
        {words.allProjects}
      </a>
    </div>
  )
}

/** Beside the conversation: what is being written, and else what came of it. */
function besideChat(store: ProjectStore): View {
  const hasVersion = (store.project.value?.head ?? 0) > 0
  return store.live.value === undefined && hasVersion ? 'preview' : 'code'
}

function Work({ store, view }: { store: ProjectStore; view: View }) {
  return (
    <div class="work">
      {view === 'versions' ? <VersionsPanel store={store} /> : null}
      {view === 'preview' ? <PreviewPanel store={store} /> : null}
      {view === 'code' ? <CodePanel store={store} /> : null}
      {view === 'members' ? <MembersPanel store={store} /> : null}
    </div>
  )
}

function Tabs({ id, view, shown }: { id: string; view: View; shown: View }) {
  const words = say()
  const labels: Record<View, string> = {
    chat: words.conversation,
    preview: words.preview,
    code: words.code,
    versions: words.versions,
    members: words.members,
  }
  return (
    <nav class="tabs" aria-label={words.views}>
      {PROJECT_VIEWS.map((one) => (
        <a
          key={one}
          class={`tab tab-${one}${one === shown ? ' is-beside' : ''}`}
          href={addressOf({ page: 'project', id, view: one })}
          aria-current={one === view ? 'page' : undefined}
        >
          <Icon name={ICONS[one]} />
          {labels[one]}
        </a>
      ))}
    </nav>
  )
}
