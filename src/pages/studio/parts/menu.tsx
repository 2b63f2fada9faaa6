import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

type MenuProps = { label: string; icon: ComponentChildren; children: ComponentChildren }

/** A button that opens a list of further buttons. It closes with Escape, with a choice, and when something else is pressed. */
export function Menu({ label, icon, children }: MenuProps) {
  const details = useRef<HTMLDetailsElement>(null)
  const summary = useRef<HTMLElement>(null)
  const close = () => {
    if (details.current !== null) details.current.open = false
  }
  useEffect(() => {
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && details.current?.contains(event.target) === false) close()
    }
    addEventListener('pointerdown', closeOutside)
    addEventListener('focusin', closeOutside)
    return () => {
      removeEventListener('pointerdown', closeOutside)
      removeEventListener('focusin', closeOutside)
    }
  }, [])
  return (
    <details
      ref={details}
      class="menu"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || details.current?.open !== true) return
        close()
        summary.current?.focus()
      }}
    >
      <summary ref={summary} class="icon-button" aria-label={label} title={label}>
        {icon}
      </summary>
      <div
        class="menu-items"
        // Before the choice is taken: a dialog that it opens gives the focus back to where it was.
        onClickCapture={() => {
          close()
          summary.current?.focus()
        }}
      >
        {children}
      </div>
    </details>
  )
}
