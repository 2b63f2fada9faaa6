import { changeMember, removeMember, type Member } from '../../api/members.ts'
import type { Step } from '../../may.ts'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { useTask } from '../../parts/use-task.ts'
import type { ProjectStore } from '../../project-store.ts'
import { goTo } from '../../route.ts'
import { isolate, say } from '../../words/words.ts'

/** What is asked about before it is done. */
export type AskedStep = Exclude<Step, 'make_editor' | 'make_viewer'>

type MemberDialogProps = {
  store: ProjectStore
  member: Member
  asked: AskedStep
  onChange: (what: string) => Promise<void>
  onClose: () => void
}

export function nameOf({ name, email }: Member): string {
  return name === '' ? email : name
}

export function MemberDialog({ store, member, asked, onChange, onClose }: MemberDialogProps) {
  const task = useTask(store.noteProblem)
  const words = say()
  const called = isolate(nameOf(member))
  const take: Record<AskedStep, () => Promise<void>> = {
    make_owner: async () => {
      await changeMember(store.id, member.user_id, 'owner')
      onClose()
      await onChange(words.memberIsNow(called, words.roles.owner))
    },
    remove: async () => {
      await removeMember(store.id, member.user_id)
      onClose()
      await onChange(words.memberIsGone(called))
    },
    leave: async () => {
      await removeMember(store.id, member.user_id)
      goTo({ page: 'home' })
    },
  }
  return (
    <ConfirmDialog
      title={words.memberSteps[asked]}
      text={words.memberStepSure[asked](called)}
      label={words.memberStepYes[asked]}
      task={task}
      here={{ too_many_projects: words.noRoomThere, storage_full: words.noRoomThere }}
      onConfirm={() => task.run(take[asked])}
      onClose={onClose}
    />
  )
}
