import { useCallback, useState } from 'preact/hooks'
import {
  createInvitation,
  inviteMember,
  listInvitations,
  revokeInvitation,
  type GivenRole,
  type Invitation,
} from '../../api/members.ts'
import { Field } from '../../parts/field.tsx'
import { LinkToCopy } from '../../parts/link-to-copy.tsx'
import { ProblemNotice } from '../../parts/notice.tsx'
import { useLoaded } from '../../parts/use-loaded.ts'
import { useTask } from '../../parts/use-task.ts'
import type { ProjectStore } from '../../project-store.ts'
import { linkTo } from '../../route.ts'
import { formatWhen, isolate, say } from '../../words/words.ts'

const ROLES: GivenRole[] = ['editor', 'viewer']

/** What the owner has given out and nobody has taken yet, and the way to give out more. */
export function InvitationsSection({ store }: { store: ProjectStore }) {
  const read = useCallback(() => listInvitations(store.id), [store.id])
  const { value: invitations, problem, reload } = useLoaded(read)
  const words = say()
  return (
    <section aria-labelledby="invitations-title">
      <h2 id="invitations-title">{words.invitations}</h2>
      <ProblemNotice problem={problem} onRetry={() => void reload()} />
      {invitations?.length === 0 ? <p class="empty">{words.noInvitations}</p> : null}
      <ul class="rows">
        {invitations?.map((invitation) => (
          <InvitationRow key={invitation.id} store={store} invitation={invitation} onChange={() => void reload()} />
        ))}
      </ul>
      <NewInvitation store={store} onMade={() => void reload()} />
    </section>
  )
}

type InvitationRowProps = { store: ProjectStore; invitation: Invitation; onChange: () => void }

function InvitationRow({ store, invitation, onChange }: InvitationRowProps) {
  const task = useTask(store.noteProblem)
  const words = say()
  const { id, email, role, expires_at: end } = invitation
  const whose = email ?? words.byLink
  const withdraw = () =>
    task.run(async () => {
      await revokeInvitation(store.id, id)
      onChange()
    })
  return (
    <li>
      <div>
        <strong dir="auto">{whose}</strong> <span class="badge">{words.roles[role]}</span>
        <p class="soft">{words.ends(formatWhen(end))}</p>
        <ProblemNotice problem={task.problem} here={{ not_found: words.takenInvitation }} onRetry={onChange} />
      </div>
      <button type="button" class="quiet" aria-label={`${words.withdraw}: ${isolate(whose)}`} onClick={withdraw}>
        {words.withdraw}
      </button>
    </li>
  )
}

/** By an address, whose account finds it by itself; else by a link for whoever opens it first. */
type Made = { email: string } | { link: string }

function NewInvitation({ store, onMade }: { store: ProjectStore; onMade: () => void }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<GivenRole>('editor')
  const [made, setMade] = useState<Made | undefined>(undefined)
  const task = useTask(store.noteProblem)
  const words = say()
  const send = (event: Event) => {
    event.preventDefault()
    task.run(async () => {
      setMade(undefined)
      setMade(await invite(store.id, role, email))
      setEmail('')
      onMade()
    })
  }
  return (
    <form class="card stack" onSubmit={send}>
      <Field label={words.inviteEmail} hint={words.inviteEmailHint} type="email" value={email} onValue={setEmail} />
      <label class="field">
        <span>{words.inviteRole}</span>
        <select value={role} onChange={(event) => setRole(event.currentTarget.value as GivenRole)}>
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {words.roleChoices[one]}
            </option>
          ))}
        </select>
      </label>
      <ProblemNotice problem={task.problem} />
      {made !== undefined && 'link' in made ? (
        <LinkToCopy
          link={made.link}
          label={words.invitationLink}
          copied={words.invitationLinkCopied}
          onClose={() => setMade(undefined)}
        />
      ) : null}
      <div role="status">
        {made !== undefined && 'email' in made ? (
          <p class="notice">{words.invitedByEmail(isolate(made.email))}</p>
        ) : null}
      </div>
      <button type="submit" class="main" aria-disabled={task.isBusy}>
        {email === '' ? words.makeInvitationLink : words.invite}
      </button>
    </form>
  )
}

async function invite(projectId: string, role: GivenRole, email: string): Promise<Made> {
  if (email !== '') return { email: (await inviteMember(projectId, role, email)).email ?? email }
  const { token } = await createInvitation(projectId, role)
  return { link: linkTo({ page: 'invitation', token }) }
}
