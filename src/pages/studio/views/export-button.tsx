import { downloadExport } from '../api/projects.ts'
import { Icon } from '../parts/icons.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import { useTask } from '../parts/use-task.ts'
import type { ProjectStore } from '../project-store.ts'
import { say } from '../words/words.ts'

export function ExportButton({ store }: { store: ProjectStore }) {
  const task = useTask()
  const words = say()
  if ((store.project.value?.head ?? 0) === 0) return null
  return (
    <>
      <button
        type="button"
        class="quiet export"
        aria-disabled={task.isBusy}
        onClick={() => task.run(async () => saveFile(await downloadExport(store.id)))}
      >
        <Icon name="download" />
        <span class="wide-only">{task.isBusy ? words.exporting : words.exportZip}</span>
        <span class="hidden narrow-only">{words.exportZip}</span>
      </button>
      <ProblemNotice problem={task.problem} />
    </>
  )
}

/** A download by a link needs a token that only this page has. */
function saveFile({ name, content }: { name: string; content: Blob }): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
