import { createPreview, type Preview } from '../api/previews.ts'
import { Icon } from '../parts/icons.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import { useTask } from '../parts/use-task.ts'
import type { ProjectStore } from '../project-store.ts'
import { say } from '../words/words.ts'

/** Makes an address for others, who need no account to look. */
export function ShareButton({ store, onShared }: { store: ProjectStore; onShared: (preview: Preview) => void }) {
  const task = useTask(store.noteProblem)
  const words = say()
  return (
    <>
      <ProblemNotice problem={task.problem} />
      <button
        type="button"
        class="quiet"
        aria-disabled={task.isBusy}
        title={words.sharePreview}
        onClick={() => task.run(async () => onShared(await createPreview(store.id, true)))}
      >
        <Icon name="link" />
        <span class="wide-only">{words.sharePreview}</span>
        <span class="hidden narrow-only">{words.sharePreview}</span>
      </button>
    </>
  )
}
