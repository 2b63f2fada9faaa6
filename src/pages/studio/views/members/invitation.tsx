import { redeemInvitation } from '../../api/members.ts'
import { account, signOut } from '../../api/session.ts'
import { addressOf } from '../../addresses.ts'
import { ProblemNotice } from '../../parts/notice.tsx'
import { useTask } from '../../parts/use-task.ts'
import { leaveFor } from '../../route.ts'
import { isolate, say } from '../../words/words.ts'
import { TopBar } from '../top-bar.tsx'

/** Where the link of an invitation leads: which project it is of is told to who accepts it. */
export function InvitationView({ token }: { token: string }) {
  const accepting = useTask()
  const leaving = useTask()
  const words = say()
  const accept = () =>
    accepting.run(async () => {
      const { id } = await redeemInvitation(token)
      leaveFor({ page: 'project', id, view: 'chat' })
    })
  return (
    <>
      <TopBar />
      <main id="content" class="centre" tabIndex={-1}>
        <div class="card sign-in">
          <h1>{words.invitedTitle}</h1>
          <p class="soft">{words.invitedLead(isolate(account.value?.email ?? ''))}</p>
          <ProblemNotice problem={accepting.problem} here={{ not_found: words.spentInvitation }} />
          <ProblemNotice problem={leaving.problem} />
          <button type="button" class="main" aria-disabled={accepting.isBusy} onClick={accept}>
            {words.accept}
          </button>
          {/* The address stays, so that the other account comes back to it. */}
          <button type="button" class="link" onClick={() => leaving.run(() => signOut(false))}>
            {words.otherAccount}
          </button>
          <a class="link" href={addressOf({ page: 'home' })}>
            {words.notNow}
          </a>
        </div>
      </main>
    </>
  )
}
