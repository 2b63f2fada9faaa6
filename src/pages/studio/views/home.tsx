import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { toProblem, type ApiProblem } from '../api/problem.ts'
import { listProjects, type Project } from '../api/projects.ts'
import { ProblemNotice } from '../parts/notice.tsx'
import { addressOf } from '../addresses.ts'
import { formatWhen, say } from '../words/words.ts'
import { OwnInvitations } from './members/own-invitations.tsx'
import { StartForm } from './start-form.tsx'
import { TopBar } from './top-bar.tsx'

type Listed = { items: Project[] | undefined; next: string | null; problem: ApiProblem | undefined }

export function HomeView() {
  const listed = useProjects()
  const words = say()
  const { items, next, problem } = listed.value
  return (
    <>
      <TopBar />
      <main id="content" class="home" tabIndex={-1}>
        <h1>{words.homeTitle}</h1>
        <StartForm />
        <OwnInvitations />
        <section aria-labelledby="projects-title">
          <h2 id="projects-title">{words.projects}</h2>
          <ProblemNotice problem={problem} onRetry={() => void loadMore(listed)} />
          <Projects items={items} />
          {next === null ? null : (
            <button type="button" class="quiet" onClick={() => void loadMore(listed)}>
              {words.more}
            </button>
          )}
        </section>
      </main>
    </>
  )
}

function useProjects() {
  useEffect(() => {
    shown.value = NOTHING
    void loadMore(shown)
  }, [])
  return shown
}

const NOTHING: Listed = { items: undefined, next: null, problem: undefined }
const shown = signal<Listed>(NOTHING)

async function loadMore(listed: typeof shown): Promise<void> {
  const { items = [], next } = listed.value
  try {
    const page = await listProjects(next ?? undefined)
    listed.value = { items: [...items, ...page.items], next: page.next_cursor, problem: undefined }
  } catch (error) {
    listed.value = { ...listed.value, problem: toProblem(error) }
  }
}

function Projects({ items }: { items: Project[] | undefined }) {
  const words = say()
  // As high as a row of them, so that nothing moves when they come.
  if (items === undefined) return <ul class="projects waiting" aria-busy="true" />
  if (items.length === 0) return <p class="empty">{words.noProjects}</p>
  return (
    <ul class="projects">
      {items.map((project) => (
        <li key={project.id}>
          <a href={addressOf({ page: 'project', id: project.id, view: 'chat' })}>
            <strong dir="auto">{project.name}</strong>
            <span class="soft">
              {project.head === 0 ? words.noVersion : words.versionNumber(project.head)}
              {' · '}
              {formatWhen(project.updated_at)}{' '}
              {project.role === 'owner' ? null : <span class="badge">{words.roles[project.role]}</span>}
            </span>
          </a>
        </li>
      ))}
    </ul>
  )
}
