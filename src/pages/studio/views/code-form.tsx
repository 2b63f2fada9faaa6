import { useState } from 'preact/hooks'
import { pendingFactors, showFactor, signOut } from '../api/session.ts'
import { Field } from '../parts/field.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import { useTask } from '../parts/use-task.ts'
import { say } from '../words/words.ts'
import { TopBar } from './top-bar.tsx'

/** A code, and of which factor; without that, of the first. */
export type Shown = { code: string; factorId?: string }
type CodeFieldsProps = {
  factors: readonly { id: string; name: string }[]
  shown: Shown
  onShown: (shown: Shown) => void
}

/** Stands in the place of everything, until the account's second factor is shown. */
export function CodeView() {
  const [shown, setShown] = useState<Shown>({ code: '' })
  const task = useTask()
  const words = say()
  const factors = pendingFactors.value
  const send = (event: Event) => {
    event.preventDefault()
    task.run(() => showFactor(shown.factorId ?? factors[0]?.id ?? '', shown.code))
  }
  return (
    <>
      <TopBar />
      <main id="content" class="centre" tabIndex={-1}>
        <h1 class="hidden">{words.codeTitle}</h1>
        <form class="card sign-in" onSubmit={send}>
          <h2>{words.codeTitle}</h2>
          <p class="soft">{words.codeLead}</p>
          <CodeFields factors={factors} shown={shown} onShown={setShown} />
          <ProblemNotice problem={task.problem} />
          <button type="submit" class="main" aria-disabled={task.isBusy}>
            {words.sendCode}
          </button>
          <button type="button" class="link" onClick={() => task.run(() => signOut(false))}>
            {words.signOut}
          </button>
        </form>
      </main>
    </>
  )
}

export function CodeFields({ factors, shown, onShown }: CodeFieldsProps) {
  const words = say()
  return (
    <>
      {factors.length < 2 ? null : (
        <label class="field">
          <span>{words.codeOf}</span>
          <select onChange={(event) => onShown({ ...shown, factorId: event.currentTarget.value })}>
            {factors.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <Field
        label={words.factorCode}
        type="text"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="[0-9]{6}"
        maxLength={6}
        required
        value={shown.code}
        onValue={(code) => onShown({ ...shown, code })}
      />
    </>
  )
}
