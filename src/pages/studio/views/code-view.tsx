import { useEffect, useRef } from 'preact/hooks'
import { say } from '../words/words.ts'

export type CodeViewProps = {
  path: string
  text: string
  /** What was there before, to be shown beside it. */
  before?: string
  /** Told each change, where it may be edited. */
  onChange?: (text: string) => void
}

/** A file in the editor, which is a part of its own that comes when it is first needed. Until then the text stands plain. */
export function CodeView({ path, text, before, onChange }: CodeViewProps) {
  const place = useRef<HTMLDivElement>(null)
  const change = useRef(onChange)
  change.current = onChange
  const isEditable = onChange !== undefined
  const words = say()
  useEffect(() => {
    let destroy: (() => void) | undefined
    let isGone = false
    const onChange = isEditable ? (now: string) => change.current?.(now) : undefined
    const options = { path, text, label: words.code, phrases: words.editorPhrases, onChange }
    const controls = { accept: words.keepMine, reject: words.takeTheirsHere }
    const opening =
      before === undefined
        ? import('../editor/editor.ts').then(
            ({ openEditor }) =>
              (element: HTMLElement) =>
                openEditor(element, options),
          )
        : import('../editor/diff.ts').then(
            ({ openDiff }) =>
              (element: HTMLElement) =>
                openDiff(element, { ...options, before, controls }),
          )
    void opening.then((open) => {
      if (!isGone && place.current !== null) destroy = open(place.current)
    })
    return () => {
      isGone = true
      destroy?.()
    }
    // The text is what it begins with: a change of it comes from here.
  }, [path, before, isEditable])
  return (
    <div class="code-view" ref={place}>
      <pre dir="ltr">{text}</pre>
    </div>
  )
}
