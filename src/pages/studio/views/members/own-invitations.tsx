import { acceptInvitation, declineInvitation, listOwnInvitations, type OwnInvitation } from '../../api/members.ts'
import { ProblemNotice } from '../../parts/notice.tsx'
import { useLoaded } from '../../parts/use-loaded.ts'
import { useTask } from '../../parts/use-task.ts'
import { goTo } from '../../route.ts'
import { formatWhen, isolate, say } from '../../words/words.ts'

/** What the account is invited to by its address; nothing where that is nothing. */
export function OwnInvitations() {
  const { value: invitations = [], problem, reload } = useLoaded(listOwnInvitations)
  const words = say()
  if (problem === undefined && invitations.length === 0) return null
  return (
    <section aria-labelledby="own-invitations-title">
      <h2 id="own-invitations-title">{words.ownInvitations}</h2>
      <ProblemNotice problem={problem} onRetry={() => void reload()} />
      <ul class="rows">
        {invitations.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} onDeclined={() => void reload()} />
        ))}
      </ul>
    </section>
  )
}

function InvitationRow({ invitation, onDeclined }: { invitation: OwnInvitation; onDeclined: () => void }) {
  const task = useTask()
  const words = say()
  const { id, project_name: name, role, expires_at: end } = invitation
  const accept = () =>
    task.run(async () => {
      await acceptInvitation(id)
      goTo({ page: 'project', id: invitation.project_id, view: 'chat' })
    })
  const decline = () =>
    task.run(async () => {
      await declineInvitation(id)
      onDeclined()
    })
  return (
    <li>
      <div>
        <strong dir="auto">{name}</strong>
        <p class="soft">
          {words.roles[role]} · {words.ends(formatWhen(end))}
        </p>
        <ProblemNotice problem={task.problem} here={{ not_found: words.spentInvitation }} />
      </div>
      <button
        type="button"
        class="main"
        aria-label={`${words.accept}: ${isolate(name)}`}
        aria-disabled={task.isBusy}
        onClick={accept}
      >
        {words.accept}
      </button>
      <button type="button" class="quiet" aria-label={`${words.decline}: ${isolate(name)}`} onClick={decline}>
        {words.decline}
      </button>
    </li>
  )
}
