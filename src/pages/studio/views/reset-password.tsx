import { useState } from 'preact/hooks'
import { askForReset, setPassword, setPasswordByCode, type HeldReset } from '../api/passwords.ts'
import { Field } from '../parts/field.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import { useTask } from '../parts/use-task.ts'
import { addressOf, type ResetToken } from '../addresses.ts'
import { leaveFor } from '../route.ts'
import { say } from '../words/words.ts'
import { CodeFields, type Shown } from './code-form.tsx'
import { TopBar } from './top-bar.tsx'

type ForgottenFormProps = { email: string; onEmail: (email: string) => void; onBack: () => void }

/** Asks for the mail by which a password is set anew. Whether there is an account is told to nobody. */
export function ForgottenForm({ email, onEmail, onBack }: ForgottenFormProps) {
  const [isAsked, setAsked] = useState(false)
  const task = useTask()
  const words = say()
  const send = (event: Event) => {
    event.preventDefault()
    task.run(async () => {
      await askForReset(email)
      setAsked(true)
    })
  }
  return (
    <form class="card sign-in" onSubmit={send}>
      <h2>{words.forgottenTitle}</h2>
      <p class="soft">{words.forgottenLead}</p>
      <Field label={words.email} type="email" autoComplete="username" value={email} onValue={onEmail} required />
      <ProblemNotice problem={task.problem} />
      <div role="status">{isAsked ? <p class="notice">{words.mailSent}</p> : null}</div>
      <button type="submit" class="main" aria-disabled={task.isBusy}>
        {words.sendMail}
      </button>
      <button type="button" class="link" onClick={onBack}>
        {words.toSignIn}
      </button>
    </form>
  )
}

/** Where the link of that mail leads. */
export function ResetView({ token }: { token: ResetToken | undefined }) {
  const words = say()
  return (
    <>
      <TopBar />
      <main id="content" class="centre" tabIndex={-1}>
        {token === undefined ? <SpentLink /> : <NewPasswordForm token={token} />}
        <h1 class="hidden">{words.newPasswordTitle}</h1>
      </main>
    </>
  )
}

function NewPasswordForm({ token }: { token: ResetToken }) {
  const [password, setNew] = useState('')
  const [held, setHeld] = useState<HeldReset | undefined>(undefined)
  const [shown, setShown] = useState<Shown>({ code: '' })
  const task = useTask()
  const words = say()
  const sendCode = async (reset: HeldReset) => {
    await setPasswordByCode(reset, shown.factorId ?? reset.factors[0]?.id ?? '', shown.code, password)
    return undefined
  }
  const send = (event: Event) => {
    event.preventDefault()
    task.run(async () => {
      const stillHeld = await (held === undefined ? setPassword(token, password) : sendCode(held))
      setHeld(stillHeld)
      if (stillHeld === undefined) leaveFor({ page: 'home' })
    })
  }
  return (
    <form class="card sign-in" onSubmit={send}>
      <h2>{words.newPasswordTitle}</h2>
      <p class="soft">{words.newPasswordLead}</p>
      <Field
        label={words.newPassword}
        hint={words.passwordHint}
        type="password"
        autoComplete="new-password"
        minLength={8}
        required
        value={password}
        onValue={setNew}
      />
      {held === undefined ? null : <CodeFields factors={held.factors} shown={shown} onShown={setShown} />}
      <ProblemNotice problem={task.problem} />
      <button type="submit" class="main" aria-disabled={task.isBusy}>
        {words.setPassword}
      </button>
    </form>
  )
}

/** Auth says so when the link was used before, or is too old. */
function SpentLink() {
  const words = say()
  return (
    <div class="card sign-in">
      <p>{words.spentLink}</p>
      <a class="link" href={addressOf({ page: 'home' })}>
        {words.toSignIn}
      </a>
    </div>
  )
}
