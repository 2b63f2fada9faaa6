import { useEffect, useRef, useState } from 'preact/hooks'
import { readPicture } from '../api/files.ts'
import { Dialog } from '../parts/dialog.tsx'
import { say } from '../words/words.ts'

type PictureProps = { projectId: string; version: number }

/** What a version looked like when its run opened it, asked for once it comes into sight. Its place is kept for it. */
export function VersionPicture({ projectId, version }: PictureProps) {
  const [isLarge, enlarge] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  const isSeen = useSeen(place)
  const url = usePicture(projectId, version, 1280, isSeen)
  const words = say()
  return (
    <div ref={place} class="version-picture">
      {url === undefined ? null : (
        <button type="button" aria-haspopup="dialog" onClick={() => enlarge(true)}>
          <img src={url} alt={words.pictureOf(version)} />
        </button>
      )}
      {isLarge && url !== undefined ? (
        <Dialog title={words.pictureOf(version)} onClose={() => enlarge(false)}>
          <LargePictures projectId={projectId} version={version} wide={url} />
          <button type="button" class="quiet" onClick={() => enlarge(false)}>
            {words.close}
          </button>
        </Dialog>
      ) : null}
    </div>
  )
}

function LargePictures({ projectId, version, wide }: PictureProps & { wide: string }) {
  const narrow = usePicture(projectId, version, 390, true)
  const words = say()
  return (
    <div class="large-pictures" tabIndex={0} role="group" aria-label={words.pictureOf(version)}>
      <img src={wide} alt={words.pictureWide} />
      {narrow === undefined ? null : <img class="is-narrow" src={narrow} alt={words.pictureNarrow} />}
    </div>
  )
}

/** A picture needs a token that only this page has, so that it has no address of its own. */
function usePicture(projectId: string, version: number, width: 1280 | 390, isWanted: boolean): string | undefined {
  const [url, setUrl] = useState<string | undefined>(undefined)
  useEffect(() => {
    if (!isWanted) return undefined
    let made: string | undefined
    let isGone = false
    // Evidence is good to have, and nothing stops without it.
    void readPicture(projectId, version, width).then(
      (picture) => {
        if (picture === undefined || isGone) return
        made = URL.createObjectURL(picture)
        setUrl(made)
      },
      () => undefined,
    )
    return () => {
      isGone = true
      if (made !== undefined) URL.revokeObjectURL(made)
    }
  }, [projectId, version, width, isWanted])
  return url
}

function useSeen(place: { current: Element | null }): boolean {
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    if (place.current === null) return undefined
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true)
    })
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [])
  return isSeen
}
