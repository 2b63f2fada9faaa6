import type { ProblemCode } from '../api/problem.ts'
import { say } from '../words/words.ts'
import { Dialog } from './dialog.tsx'
import { ProblemNotice } from './notice.tsx'
import type { Task } from './use-task.ts'

type ConfirmDialogProps = {
  title: string
  /** What comes of it. */
  text: string
  /** What the button says that does it. */
  label: string
  task: Task
  here?: Partial<Record<ProblemCode, string>>
  onConfirm: () => void
  onClose: () => void
}

/** Asks once more before something that nobody takes back alone. */
export function ConfirmDialog({ title, text, label, task, here = {}, onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <ProblemNotice problem={task.problem} here={here} />
      <div class="row end">
        <button type="button" class="quiet" onClick={onClose}>
          {say().cancel}
        </button>
        <button type="button" class="main danger" aria-disabled={task.isBusy} onClick={onConfirm}>
          {label}
        </button>
      </div>
    </Dialog>
  )
}
