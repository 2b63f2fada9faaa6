import { useId } from 'preact/hooks'

type PromptFieldProps = {
  label: string
  placeholder: string
  hint?: string
  text: string
  rows: number
  onText: (text: string) => void
  onSend: () => void
}

/** Where a person says what is wanted. Enter sends; a line begins with Shift, and while letters are being composed. */
export function PromptField({ label, placeholder, hint, text, rows, onText, onSend }: PromptFieldProps) {
  const hintId = useId()
  return (
    <>
      <textarea
        class="prompt-field"
        aria-label={label}
        aria-describedby={hint === undefined ? undefined : hintId}
        placeholder={placeholder}
        rows={rows}
        dir="auto"
        value={text}
        maxLength={20_000}
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
          event.preventDefault()
          if (text.trim() !== '') onSend()
        }}
      />
      {hint === undefined ? null : (
        <span id={hintId} class="hidden">
          {hint}
        </span>
      )}
    </>
  )
}
