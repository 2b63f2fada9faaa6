import { useEffect, useMemo } from 'preact/hooks'
import { Icon, type IconName } from '../parts/icons.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import { openProject, type ProjectStore } from '../project-store.ts'
import { addressOf, PROJECT_VIEWS, type ProjectView as View } from '../route.ts'
import { say } from '../words/words.ts'
import { ChatPanel } from './chat-panel.tsx'
import { CodePanel } from './code-panel.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { ProjectMenu } from './project-menu.tsx'
import { ExportButton } from './export-button.tsx'
import { TopBar } from './top-bar.tsx'
import { VersionsPanel } from './versions-panel.tsx'

const ICONS: Record<View, IconName> = { chat: 'chat', preview: 'eye', code: 'code', versions: 'layers' }

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
          {project.value?.name ?? words.loading}
        </h1>
        <ProjectMenu store={store} />
        <ExportButton store={store} />
      </TopBar>
      <main id="content" class={`project show-${view}`} tabIndex={-1}>
        <Tabs id={id} view={view} shown={shown} />
        {project.value === undefined && problem.value !== undefined ? (
          <div class="centre">
            <ProblemNotice problem={problem.value} onRetry={() => void store.load()} />
          </div>
        ) : (
          <>
            <ChatPanel store={store} />
            <Work store={store} view={shown} />
          </>
        )}
      </main>
    </>
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
