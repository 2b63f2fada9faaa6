import { useState } from 'preact/hooks'
import {
  deleteProviderKey,
  listProviderKeys,
  putProviderKey,
  validateProviderKey,
  type ProviderKey,
  type Validity,
} from '../../api/account.ts'
import { Field } from '../../parts/field.tsx'
import { ProblemNotice } from '../../parts/notice.tsx'
import { useLoaded } from '../../parts/use-loaded.ts'
import { useTask } from '../../parts/use-task.ts'
import { say } from '../../words/words.ts'

export function ProviderKeysSection() {
  const { value: keys, problem, reload } = useLoaded(listProviderKeys)
  const words = say()
  return (
    <section aria-labelledby="provider-keys-title">
      <h2 id="provider-keys-title">{words.providerKeys}</h2>
      <p class="soft">{words.providerKeysLead}</p>
      <ProblemNotice problem={problem} onRetry={() => void reload()} />
      {keys?.length === 0 ? <p class="empty">{words.noProviderKeys}</p> : null}
      <ul class="rows">
        {keys?.map((key) => (
          <ProviderKeyRow key={key.provider} kept={key} onChange={() => void reload()} />
        ))}
      </ul>
      <NewProviderKey onKept={() => void reload()} />
    </section>
  )
}

function ProviderKeyRow({ kept, onChange }: { kept: ProviderKey; onChange: () => void }) {
  const [validity, setValidity] = useState<Validity | undefined>(undefined)
  const task = useTask()
  const words = say()
  const { provider, last_four: end, base_url: url } = kept
  const remove = () =>
    task.run(async () => {
      await deleteProviderKey(provider)
      onChange()
    })
  return (
    <li>
      <div>
        <strong>{provider}</strong>
        <p class="soft">
          {words.endsWith(end)}
          {url === null ? '' : ` · ${url}`}
        </p>
        {validity === undefined ? null : <p role="status">{words.validity[validity.result]}</p>}
        <ProblemNotice problem={task.problem} />
      </div>
      <button
        type="button"
        class="quiet"
        aria-label={`${words.tryKey}: ${provider}`}
        onClick={() => task.run(async () => setValidity(await validateProviderKey(provider)))}
      >
        {words.tryKey}
      </button>
      <button type="button" class="quiet" aria-label={`${words.delete}: ${provider}`} onClick={remove}>
        {words.delete}
      </button>
    </li>
  )
}

function NewProviderKey({ onKept }: { onKept: () => void }) {
  const [provider, setProvider] = useState('')
  const [key, setKey] = useState('')
  const [url, setUrl] = useState('')
  const task = useTask()
  const words = say()
  const send = (event: Event) => {
    event.preventDefault()
    task.run(async () => {
      await putProviderKey(provider, key, url)
      setKey('')
      onKept()
    })
  }
  return (
    <form class="card stack" onSubmit={send}>
      <Field
        label={words.provider}
        hint={words.providerHint}
        type="text"
        pattern="[a-z][a-z0-9_\-]*"
        maxLength={32}
        required
        value={provider}
        onValue={setProvider}
      />
      <Field
        label={words.providerKey}
        type="password"
        autoComplete="off"
        minLength={8}
        required
        value={key}
        onValue={setKey}
      />
      <Field label={words.providerUrl} type="url" value={url} onValue={setUrl} />
      <ProblemNotice problem={task.problem} />
      <button type="submit" class="main" aria-disabled={task.isBusy}>
        {words.keepKey}
      </button>
    </form>
  )
}
