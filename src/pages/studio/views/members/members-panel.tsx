import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { listMembers } from '../../api/members.ts'
import { account } from '../../api/session.ts'
import { ProblemNotice } from '../../parts/notice.tsx'
import { useLoaded } from '../../parts/use-loaded.ts'
import type { ProjectStore } from '../../project-store.ts'
import { say } from '../../words/words.ts'
import { InvitationsSection } from './invitations.tsx'
import { MemberRow } from './member-row.tsx'

/** Who else is in the project; for its owner, what to do about it. */
export function MembersPanel({ store }: { store: ProjectStore }) {
  const { value: members, problem, reload } = useMembers(store)
  const [done, setDone] = useState('')
  const title = useRef<HTMLHeadingElement>(null)
  const words = say()
  const ownId = account.value?.id
  const onChange = async (what: string) => {
    await Promise.all([reload(), store.load()])
    setDone(what)
    // The row may have gone, and the focus with it.
    title.current?.focus()
  }
  return (
    <section class="members" aria-label={words.members}>
      <h2 ref={title} tabIndex={-1}>
        {words.members}
      </h2>
      <p class="soft">{words.membersLead}</p>
      <ProblemNotice problem={problem} onRetry={() => void reload()} />
      <p role="status" class="soft">
        {done}
      </p>
      {members === undefined && problem === undefined ? <p class="soft">{words.loading}</p> : null}
      <ul class="rows">
        {members?.map((member) => (
          <MemberRow
            key={member.user_id}
            store={store}
            member={member}
            isSelf={member.user_id === ownId}
            onChange={onChange}
          />
        ))}
      </ul>
      {members?.length === 1 ? <p class="empty">{words.noMembers}</p> : null}
      {store.project.value === undefined ? null : store.may('manage') ? (
        <InvitationsSection store={store} />
      ) : (
        <p class="soft">{words.ownerInvites}</p>
      )}
    </section>
  )
}

/** Anew when the account has another role by now: the list has it, too. */
function useMembers(store: ProjectStore) {
  const read = useCallback(() => listMembers(store.id), [store.id])
  const loaded = useLoaded(read)
  const { problem, reload } = loaded
  const role = store.project.value?.role
  const shown = useRef(role)
  useEffect(() => {
    if (problem !== undefined) store.noteProblem(problem)
  }, [problem])
  useEffect(() => {
    if (shown.current !== undefined && shown.current !== role) void reload()
    shown.current = role
  }, [role])
  return loaded
}
