import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { openPreview, type Preview } from '../api/previews.ts'
import { toProblem, type ApiProblem } from '../api/problem.ts'
import { Icon, type IconName } from '../parts/icons.tsx'
import { LinkToCopy } from '../parts/link-to-copy.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import type { ProjectStore } from '../project-store.ts'
import { say } from '../words/words.ts'
import { PageProblems, usePageProblems } from './page-problems.tsx'
import { ShareButton } from './share-preview.tsx'

const WIDTHS = ['phone', 'tablet', 'desktop'] as const
type Width = (typeof WIDTHS)[number]
const ICONS: Record<Width, IconName> = { phone: 'phone', tablet: 'tablet', desktop: 'desktop' }

/** The newest version as it runs, at the width of a phone, a tablet or the whole place. */
export function PreviewPanel({ store }: { store: ProjectStore }) {
  const [width, setWidth] = useState<Width>('desktop')
  const [reloads, reload] = useState(0)
  const [shared, setShared] = useState<Preview | undefined>(undefined)
  const words = say()
  const head = store.project.value?.head ?? 0
  const { preview, problem, retry } = usePreview(store.id, head > 0)
  const frame = useRef<HTMLIFrameElement>(null)
  const page = `${head} ${reloads}`
  const problems = usePageProblems(frame, page)
  return (
    <section class="preview" aria-label={words.preview}>
      <header class="sheet-head">
        <div class="widths" role="group" aria-label={words.previewWidth}>
          {WIDTHS.map((one) => (
            <button
              key={one}
              type="button"
              class="icon-button"
              aria-pressed={one === width}
              aria-label={words.widths[one]}
              title={words.widths[one]}
              onClick={() => setWidth(one)}
            >
              <Icon name={ICONS[one]} />
            </button>
          ))}
        </div>
        <button
          type="button"
          class="icon-button"
          aria-label={words.reloadPreview}
          title={words.reloadPreview}
          onClick={() => reload(reloads + 1)}
        >
          <Icon name="refresh" />
        </button>
        {preview === undefined ? null : (
          <div class="row end">
            {store.may('manage') ? <ShareButton store={store} onShared={setShared} /> : null}
            <OpenLink url={preview.url} />
          </div>
        )}
      </header>
      {shared === undefined ? null : (
        <LinkToCopy
          link={shared.url}
          label={words.linkToShare}
          copied={words.linkCopied}
          onClose={() => setShared(undefined)}
        />
      )}
      <ProblemNotice problem={problem} onRetry={retry} />
      <PageProblems store={store} problems={problems} />
      <div class={`stage is-${width}`}>
        {head === 0 ? <p class="empty">{words.noPreview}</p> : null}
        {preview === undefined || head === 0 ? null : (
          <PreviewFrame key={page} frame={frame} url={preview.url} title={words.preview} />
        )}
      </div>
    </section>
  )
}

function usePreview(projectId: string, isWanted: boolean) {
  const [preview, setPreview] = useState<Preview | undefined>(undefined)
  const [problem, setProblem] = useState<ApiProblem | undefined>(undefined)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    if (!isWanted) return
    setProblem(undefined)
    openPreview(projectId).then(setPreview, (error: unknown) => setProblem(toProblem(error)))
  }, [projectId, isWanted, tries])
  return { preview, problem, retry: () => setTries(tries + 1) }
}

type FrameProps = { frame: RefObject<HTMLIFrameElement | null>; url: string; title: string }

/** What runs in it is a stranger's. At an origin of its own it keeps its storage; at this one it would have ours. */
function PreviewFrame({ frame, url, title }: FrameProps) {
  const isApart = new URL(url).origin !== location.origin
  const rights = ['allow-scripts', 'allow-forms', 'allow-modals', 'allow-popups', 'allow-downloads']
  return (
    <iframe
      ref={frame}
      src={url}
      title={title}
      sandbox={(isApart ? [...rights, 'allow-same-origin'] : rights).join(' ')}
      referrerpolicy="no-referrer"
      allow="clipboard-write; fullscreen"
    />
  )
}

function OpenLink({ url }: { url: string }) {
  const label = say().openPreview
  return (
    <a class="icon-button" href={url} target="_blank" rel="noopener" aria-label={label} title={label}>
      <Icon name="out" />
    </a>
  )
}
