import { useEffect } from 'preact/hooks'
import { account, pendingFactors, renew } from './api/session.ts'
import { toProblem, type ApiProblem } from './api/problem.ts'
import { signal } from '@preact/signals'
import { ProblemNotice } from './parts/notice.tsx'
import { route } from './route.ts'
import { ResetView } from './views/reset-password.tsx'
import { CodeView } from './views/code-form.tsx'
import { TopBar } from './views/top-bar.tsx'
import { HomeView } from './views/home.tsx'
import { InvitationView } from './views/members/invitation.tsx'
import { OperatorView } from './views/operator.tsx'
import { ProjectView } from './views/project.tsx'
import { SettingsView } from './views/settings/settings.tsx'
import { SignInView } from './views/sign-in.tsx'
import { say } from './words/words.ts'

const problem = signal<ApiProblem | undefined>(undefined)

function findAccount(): void {
  problem.value = undefined
  renew().catch((error: unknown) => (problem.value = toProblem(error)))
}

export function App() {
  useEffect(() => {
    if (account.peek() === undefined) findAccount()
  }, [])
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        {say().skipToContent}
      </a>
      <Page />
    </>
  )
}

/** The address is where a person is: its part behind # is not for places within a page. */
function skip(event: Event): void {
  event.preventDefault()
  document.getElementById('content')?.focus()
}

function Page() {
  const place = route.value
  if (place.page === 'reset') return <ResetView token={place.token} />
  if (account.value === undefined) {
    return (
      <>
        <TopBar />
        <main id="content" class="centre" tabIndex={-1}>
          {problem.value === undefined ? <p class="soft">{say().loading}</p> : null}
          <ProblemNotice problem={problem.value} onRetry={findAccount} />
        </main>
      </>
    )
  }
  if (account.value === null) return <SignInView isInvited={place.page === 'invitation'} />
  if (pendingFactors.value.length > 0) return <CodeView />
  if (place.page === 'invitation') return <InvitationView key={place.token} token={place.token} />
  if (place.page === 'project') return <ProjectView key={place.id} id={place.id} view={place.view} />
  if (place.page === 'settings') return <SettingsView />
  return place.page === 'operator' ? <OperatorView /> : <HomeView />
}
