import { useState } from 'preact/hooks'
import { signIn, signUp } from '../api/session.ts'
import { Field } from '../parts/field.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import { useTask } from '../parts/use-task.ts'
import { say } from '../words/words.ts'
import { ForgottenForm } from './reset-password.tsx'
import { TopBar } from './top-bar.tsx'

/** `isInvited`: the link of an invitation has led here, and is gone on with behind it. */
export function SignInView({ isInvited }: { isInvited: boolean }) {
  const words = say()
  return (
    <>
      <TopBar />
      <main id="content" class="welcome" tabIndex={-1}>
        <section class="pitch">
          <h1>{isInvited ? words.invitedTitle : words.homeTitle}</h1>
          <p class="lead">{isInvited ? words.signInToAccept : words.signInLead}</p>
          <ol class="thread">
            <li>{words.pitchPlan}</li>
            <li>{words.pitchCheck}</li>
            <li>{words.pitchKeep}</li>
          </ol>
        </section>
        <SignInCard />
      </main>
    </>
  )
}

function SignInCard() {
  const [isForgotten, setForgotten] = useState(false)
  const [email, setEmail] = useState('')
  const shared = { email, onEmail: setEmail }
  return isForgotten ? (
    <ForgottenForm {...shared} onBack={() => setForgotten(false)} />
  ) : (
    <SignInForm {...shared} onForgotten={() => setForgotten(true)} />
  )
}

type SignInFormProps = { email: string; onEmail: (email: string) => void; onForgotten: () => void }

function SignInForm({ email, onEmail, onForgotten }: SignInFormProps) {
  const [isNew, setNew] = useState(false)
  const [password, setPassword] = useState('')
  const [invitation, setInvitation] = useState('')
  const task = useTask()
  const words = say()
  const send = (event: Event) => {
    event.preventDefault()
    task.run(() => (isNew ? signUp(email, password, invitation) : signIn(email, password)))
  }
  return (
    <form class="card sign-in" onSubmit={send}>
      <h2>{isNew ? words.signUpTitle : words.signInTitle}</h2>
      <Field label={words.email} type="email" autoComplete="username" value={email} onValue={onEmail} required />
      <Field
        label={words.password}
        type="password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
        {...(isNew ? { hint: words.passwordHint, minLength: 8 } : {})}
        value={password}
        onValue={setPassword}
        required
      />
      {isNew ? <Field label={words.invitation} type="text" value={invitation} onValue={setInvitation} /> : null}
      <ProblemNotice problem={task.problem} />
      <button type="submit" class="main" aria-disabled={task.isBusy}>
        {isNew ? words.signUp : words.signIn}
      </button>
      <button
        type="button"
        class="link"
        onClick={() => {
          task.clear()
          setNew(!isNew)
        }}
      >
        {isNew ? words.toSignIn : words.toSignUp}
      </button>
      {isNew ? null : (
        <button type="button" class="link" onClick={onForgotten}>
          {words.forgotten}
        </button>
      )}
    </form>
  )
}
