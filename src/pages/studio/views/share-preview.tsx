import { useEffect, useState } from 'preact/hooks'
import { createPreview, type Preview } from '../api/previews.ts'
import { copyText } from '../parts/copy-text.ts'
import { Icon } from '../parts/icons.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import { useTask } from '../parts/use-task.ts'
import type { ProjectStore } from '../project-store.ts'
import { say } from '../words/words.ts'

/** Makes an address for others, who need no account to look. */
export function ShareButton({ store, onShared }: { store: ProjectStore; onShared: (preview: Preview) => void }) {
  const task = useTask()
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

/** The address stands there to be taken by hand, too: not every browser lets a page copy. */
export function SharedLink({ url, onClose }: { url: string; onClose: () => void }) {
  const [isCopied, setCopied] = useState(false)
  const words = say()
  useEffect(() => {
    setCopied(false)
    void copyText(url).then(setCopied)
  }, [url])
  return (
    <div class="notice shared-link">
      <div class="field">
        <span role="status">{isCopied ? words.linkCopied : words.linkToShare}</span>
        <input
          type="url"
          readOnly
          aria-label={words.linkToShare}
          value={url}
          onFocus={(event) => event.currentTarget.select()}
        />
      </div>
      <button type="button" class="icon-button" aria-label={words.close} title={words.close} onClick={onClose}>
        <Icon name="cross" />
      </button>
    </div>
  )
}
