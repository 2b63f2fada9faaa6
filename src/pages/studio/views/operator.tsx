import { useEffect, useState } from 'preact/hooks'
import { readReadiness, readScorecard, type Readiness, type Scorecard } from '../api/operator.ts'
import { Field } from '../parts/field.tsx'
import { Icon } from '../parts/icons.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import { useTask } from '../parts/use-task.ts'
import { formatWhen, say } from '../words/words.ts'
import { TopBar } from './top-bar.tsx'

type Told = { readiness: Readiness; scorecard: Scorecard | undefined }

/** The state of the deployment. Its token stays in this memory. */
export function OperatorView() {
  const [token, setToken] = useState('')
  const [told, setTold] = useState<Told | undefined>(undefined)
  const task = useTask()
  const words = say()
  const look = () =>
    task.run(async () => {
      // The scorecard is refused in a way for which browsers ask a password: only who may read it asks for it.
      const readiness = await readReadiness(token)
      setTold({ readiness, scorecard: await readScorecard(token) })
    })
  useEffect(look, [])
  return (
    <>
      <TopBar />
      <main id="content" class="settings" tabIndex={-1}>
        <h1>{words.operatorTitle}</h1>
        {told === undefined && task.problem?.code === 'unauthorized' ? (
          <form
            class="card stack"
            onSubmit={(event) => {
              event.preventDefault()
              look()
            }}
          >
            <Field
              label={words.operatorToken}
              type="password"
              autoComplete="off"
              required
              value={token}
              onValue={setToken}
            />
            <button type="submit" class="main">
              {words.show}
            </button>
          </form>
        ) : (
          <ProblemNotice problem={task.problem} onRetry={look} />
        )}
        {told === undefined ? null : (
          <>
            <Services readiness={told.readiness} onLook={look} />
            <Factors scorecard={told.scorecard} />
          </>
        )}
      </main>
    </>
  )
}

function Services({ readiness, onLook }: { readiness: Readiness; onLook: () => void }) {
  const words = say()
  return (
    <section aria-labelledby="services-title">
      <h2 id="services-title">{words.services}</h2>
      <p role="status">{readiness.ready ? words.isReady : words.isNotReady}</p>
      <ul class="rows">
        {readiness.services.map(({ name, ok, required, latency_ms: latencyMs }) => (
          <li key={name}>
            <div>
              <strong>{name}</strong>
              <p class="soft">{required ? words.required : words.optional}</p>
            </div>
            <span class="numbers">{latencyMs} ms</span>
            <span class={ok ? 'badge' : 'badge bad'}>{ok ? words.up : words.down}</span>
          </li>
        ))}
      </ul>
      <button type="button" class="quiet" onClick={onLook}>
        <Icon name="refresh" />
        {words.lookAgain}
      </button>
    </section>
  )
}

function Factors({ scorecard }: { scorecard: Scorecard | undefined }) {
  const words = say()
  return (
    <section aria-labelledby="factors-title">
      <h2 id="factors-title">{words.factors}</h2>
      {scorecard === undefined ? (
        <p class="empty">
          {words.noScorecard} <code>samokoder factors --url {location.origin} --publish</code>
        </p>
      ) : (
        <p class="soft">{words.checkedAt(formatWhen(scorecard.checked_at))}</p>
      )}
      <ul class="diff">
        {scorecard?.factors.map(({ number, name, result, checks }) => (
          <li key={number}>
            <details>
              <summary>
                {name}
                <span class={result === 'fail' ? 'badge bad' : 'badge'}>{words.factorResult[result]}</span>
              </summary>
              <ul class="checks-of-factor">
                {checks.map((check) => (
                  <li key={check.name}>
                    {check.name}: <strong>{words.factorResult[check.result]}</strong>
                    <p class="soft">{check.evidence}</p>
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </section>
  )
}
