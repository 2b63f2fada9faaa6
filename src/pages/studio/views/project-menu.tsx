import { useState } from 'preact/hooks'
import { deleteProject, renameProject } from '../api/projects.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { Icon } from '../parts/icons.tsx'
import { Menu } from '../parts/menu.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import { useTask } from '../parts/use-task.ts'
import type { ProjectStore } from '../project-store.ts'
import { goTo } from '../route.ts'
import { say } from '../words/words.ts'

export function ProjectMenu({ store }: { store: ProjectStore }) {
  const [asked, ask] = useState<'rename' | 'delete' | undefined>(undefined)
  const words = say()
  if (store.project.value === undefined || !store.may('write')) return null
  const close = () => ask(undefined)
  return (
    <>
      <Menu label={words.projectMenu} icon={<Icon name="more" />}>
        <button type="button" onClick={() => ask('rename')}>
          {words.rename}
        </button>
        {store.may('manage') ? (
          <button type="button" class="danger" onClick={() => ask('delete')}>
            {words.deleteProject}
          </button>
        ) : null}
      </Menu>
      {asked === 'rename' ? <RenameDialog store={store} onClose={close} /> : null}
      {asked === 'delete' ? <DeleteDialog store={store} onClose={close} /> : null}
    </>
  )
}

type DialogProps = { store: ProjectStore; onClose: () => void }

function RenameDialog({ store, onClose }: DialogProps) {
  const [name, setName] = useState(store.project.value?.name ?? '')
  const task = useTask(store.noteProblem)
  const words = say()
  const send = (event: Event) => {
    event.preventDefault()
    task.run(async () => {
      store.project.value = await renameProject(store.id, name)
      onClose()
    })
  }
  return (
    <Dialog title={words.rename} onClose={onClose}>
      <form class="stack" onSubmit={send}>
        <Field label={words.renameLabel} type="text" required maxLength={200} value={name} onValue={setName} />
        <ProblemNotice problem={task.problem} />
        <div class="row end">
          <button type="button" class="quiet" onClick={onClose}>
            {words.cancel}
          </button>
          <button type="submit" class="main">
            {words.save}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function DeleteDialog({ store, onClose }: DialogProps) {
  const task = useTask(store.noteProblem)
  const words = say()
  const remove = () =>
    task.run(async () => {
      await deleteProject(store.id)
      goTo({ page: 'home' })
    })
  return (
    <ConfirmDialog
      title={words.deleteProject}
      text={words.deleteProjectSure}
      label={words.delete}
      task={task}
      onConfirm={remove}
      onClose={onClose}
    />
  )
}
