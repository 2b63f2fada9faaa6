import { useLayoutEffect, useRef } from 'preact/hooks'
import type { RunFile } from '../run/run-view.ts'
import { formatBytes, say } from '../words/words.ts'

/** A screen shows no more of what runs past it. */
const SHOWN_CHARS = 20_000

/** A file as it is written. It is no editor yet: text is added too fast for one. */
export function LiveText({ file }: { file: RunFile }) {
  const words = say()
  const sheet = useRef<HTMLPreElement>(null)
  useLayoutEffect(() => {
    if (sheet.current !== null) sheet.current.scrollTop = sheet.current.scrollHeight
  })
  return (
    <>
      <header class="sheet-head">
        <bdi>{file.path}</bdi>
        <span class="badge pulse">{words.live}</span>
        <span class="soft numbers">{formatBytes(file.sizeBytes)}</span>
      </header>
      <pre ref={sheet} class="live-text" tabIndex={0} aria-label={file.path} dir="ltr">
        {file.text.slice(-SHOWN_CHARS)}
      </pre>
    </>
  )
}
