import { useState } from 'preact/hooks'
import { enrollFactor, listFactors, removeFactor, type Factor, type FreshFactor } from '../../api/factors.ts'
import { showFactor } from '../../api/session.ts'
import { Field } from '../../parts/field.tsx'
import { ProblemNotice } from '../../parts/notice.tsx'
import { useLoaded } from '../../parts/use-loaded.ts'
import { useTask } from '../../parts/use-task.ts'
import { formatWhen, say } from '../../words/words.ts'
import { CodeFields, type Shown } from '../code-form.tsx'

/** Nothing at all where the deployment has no second factors. */
export function FactorsSection() {
  const { value: factors, problem, reload } = useLoaded(listFactors)
  const words = say()
  if (factors === undefined && problem === undefined) return null
  return (
    <section aria-labelledby="factors-title">
      <h2 id="factors-title">{words.secondFactors}</h2>
      <p class="soft">{words.factorsLead}</p>
      <ProblemNotice problem={problem} onRetry={() => void reload()} />
      <ul class="rows">
        {factors?.map((factor) => (
          <FactorRow key={factor.id} factor={factor} onChange={() => void reload()} />
        ))}
      </ul>
      <NewFactor onMade={() => void reload()} />
    </section>
  )
}

function FactorRow({ factor: { id, name, created_at: made }, onChange }: { factor: Factor; onChange: () => void }) {
  const task = useTask()
  const words = say()
  const remove = () =>
    task.run(async () => {
      await removeFactor(id)
      onChange()
    })
  return (
    <li>
      <div>
        <strong dir="auto">{name}</strong>
        <p class="soft">{words.factorSince(formatWhen(made))}</p>
        <ProblemNotice problem={task.problem} />
      </div>
      <button type="button" class="quiet" aria-label={`${words.removeFactor}: ${name}`} onClick={remove}>
        {words.removeFactor}
      </button>
    </li>
  )
}

function NewFactor({ onMade }: { onMade: () => void }) {
  const [name, setName] = useState('')
  const [fresh, setFresh] = useState<FreshFactor | undefined>(undefined)
  const [shown, setShown] = useState<Shown>({ code: '' })
  const task = useTask()
  const words = say()
  const begin = async () => {
    setFresh(await enrollFactor(name))
    setShown({ code: '' })
  }
  const finish = async ({ id }: FreshFactor) => {
    await showFactor(id, shown.code)
    setFresh(undefined)
    setName('')
    onMade()
  }
  const send = (event: Event) => {
    event.preventDefault()
    task.run(() => (fresh === undefined ? begin() : finish(fresh)))
  }
  return (
    <form class="card stack" onSubmit={send}>
      {fresh === undefined ? (
        <Field label={words.factorName} type="text" maxLength={60} value={name} onValue={setName} />
      ) : (
        <>
          <Secret fresh={fresh} />
          <CodeFields factors={[fresh]} shown={shown} onShown={setShown} />
        </>
      )}
      <ProblemNotice problem={task.problem} />
      <button type="submit" class="main" aria-disabled={task.isBusy}>
        {fresh === undefined ? words.addFactor : words.sendCode}
      </button>
    </form>
  )
}

/** For the camera of another device, for an app on this one, and for who types. */
function Secret({ fresh: { secret, uri, qr_svg: picture } }: { fresh: FreshFactor }) {
  const words = say()
  return (
    <div class="stack">
      <p>{words.scanFactor}</p>
      {picture === null ? null : (
        <img class="qr" alt={words.factorPicture} src={`data:image/svg+xml,${encodeURIComponent(picture)}`} />
      )}
      <p>
        <a href={uri}>{words.openFactor}</a>
        <br />
        <code>{secret}</code>
      </p>
    </div>
  )
}
