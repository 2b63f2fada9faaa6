import { useState } from 'preact/hooks'
import { changeMember, type Member } from '../../api/members.ts'
import { stepsFor, type Step } from '../../may.ts'
import { Icon } from '../../parts/icons.tsx'
import { Menu } from '../../parts/menu.tsx'
import { ProblemNotice } from '../../parts/notice.tsx'
import { useTask } from '../../parts/use-task.ts'
import type { ProjectStore } from '../../project-store.ts'
import { formatDate, isolate, say } from '../../words/words.ts'
import { MemberDialog, nameOf, type AskedStep } from './member-dialog.tsx'

export type MemberRowProps = {
  store: ProjectStore
  member: Member
  isSelf: boolean
  /** Told what was done, to be said. */
  onChange: (what: string) => Promise<void>
}

export function MemberRow(props: MemberRowProps) {
  const { store, member, isSelf, onChange } = props
  const [asked, ask] = useState<AskedStep | undefined>(undefined)
  const task = useTask(store.noteProblem)
  const words = say()
  const called = isolate(nameOf(member))
  const steps = stepsFor(store.project.value?.role ?? 'viewer', member.role, isSelf)
  const give = (role: 'editor' | 'viewer') =>
    task.run(async () => {
      await changeMember(store.id, member.user_id, role)
      await onChange(words.memberIsNow(called, words.roles[role]))
    })
  const take = (step: Step) => {
    if (step === 'make_editor') give('editor')
    else if (step === 'make_viewer') give('viewer')
    else ask(step)
  }
  return (
    <li>
      <div>
        <strong dir="auto">{nameOf(member)}</strong> <span class="badge">{words.roles[member.role]}</span>
        {isSelf ? <span class="soft"> {words.thatIsYou}</span> : null}
        <Details member={member} />
        <ProblemNotice problem={task.problem} />
      </div>
      {steps.includes('leave') ? (
        <button type="button" class="quiet" onClick={() => ask('leave')}>
          {words.memberSteps.leave}
        </button>
      ) : steps.length > 0 ? (
        <Menu label={words.memberMenu(called)} icon={<Icon name="more" />}>
          {steps.map((step) => (
            <button key={step} type="button" class={step === 'remove' ? 'danger' : ''} onClick={() => take(step)}>
              {words.memberSteps[step]}
            </button>
          ))}
        </Menu>
      ) : null}
      {asked === undefined ? null : <MemberDialog {...props} asked={asked} onClose={() => ask(undefined)} />}
    </li>
  )
}

/** Of an owner the API tells since when the project is there. */
function Details({ member: { name, email, role, created_at: since } }: { member: Member }) {
  const words = say()
  return (
    <p class="soft">
      {name === '' ? null : (
        <>
          <bdi>{email}</bdi>
          {' · '}
        </>
      )}
      {role === 'owner' ? words.projectSince(formatDate(since)) : words.memberSince(formatDate(since))}
    </p>
  )
}
