import type { JSX } from 'preact'

export type FieldProps = {
  label: string
  type: 'email' | 'password' | 'text' | 'url'
  value: string
  onValue: (value: string) => void
  hint?: string
  autoComplete?: string
  minLength?: number
  maxLength?: number
  pattern?: string
  inputMode?: 'numeric'
  required?: boolean
}

export function Field({ label, hint, onValue, ...input }: FieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      {/* Each kind of input has a type of its own, of which one that is not known yet is none. */}
      <input
        {...(input as JSX.IntrinsicElements['input'])}
        dir="auto"
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      {hint === undefined ? null : <small>{hint}</small>}
    </label>
  )
}
