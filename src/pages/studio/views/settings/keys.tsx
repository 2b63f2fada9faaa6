import { useState } from 'preact/hooks'
import { createKey, listKeys, revokeKey, type ApiKey, type FreshApiKey, type Scope } from '../../api/account.ts'
import { copyText } from '../../parts/copy-text.ts'
import { Field } from '../../parts/field.tsx'
import { ProblemNotice } from '../../parts/notice.tsx'
import { useLoaded } from '../../parts/use-loaded.ts'
import { useTask } from '../../parts/use-task.ts'
import { formatWhen, say } from '../../words/words.ts'

const SCOPES: Scope[] = ['projects:read', 'projects:write', 'runs', 'ai', 'admin']

export function KeysSection() {
  const { value: keys, problem, reload } = useLoaded(listKeys)
  const words = say()
  return (
    <section aria-labelledby="keys-title">
      <h2 id="keys-title">{words.keys}</h2>
      <p class="soft">{words.keysLead}</p>
      <ProblemNotice problem={problem} onRetry={() => void reload()} />
      {keys?.length === 0 ? <p class="empty">{words.noKeys}</p> : null}
      <ul class="rows">
        {keys?.map((key) => (
          <KeyRow key={key.id} apiKey={key} onChange={() => void reload()} />
        ))}
      </ul>
      <NewKey onMade={() => void reload()} />
    </section>
  )
}

function KeyRow({ apiKey, onChange }: { apiKey: ApiKey; onChange: () => void }) {
  const task = useTask()
  const words = say()
  const { id, name, last_four: end, scopes, revoked_at: revoked, last_used_at: used } = apiKey
  const revoke = () =>
    task.run(async () => {
      await revokeKey(id)
      onChange()
    })
  return (
    <li>
      <div>
        <strong dir="auto">{name}</strong> {revoked === null ? null : <span class="badge bad">{words.revoked}</span>}
        <p class="soft">
          {words.endsWith(end)} · {scopes.map((scope) => words.scopes[scope]).join(', ')} ·{' '}
          {used === null ? words.neverUsed : words.lastUsed(formatWhen(used))}
        </p>
        <ProblemNotice problem={task.problem} />
      </div>
      {revoked === null ? (
        <button type="button" class="quiet" aria-label={`${words.revoke}: ${name}`} onClick={revoke}>
          {words.revoke}
        </button>
      ) : null}
    </li>
  )
}

function NewKey({ onMade }: { onMade: () => void }) {
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<Scope[]>(['projects:read', 'projects:write', 'runs', 'ai'])
  const [made, setMade] = useState<FreshApiKey | undefined>(undefined)
  const task = useTask()
  const words = say()
  const send = (event: Event) => {
    event.preventDefault()
    task.run(async () => {
      setMade(await createKey(name, scopes))
      setName('')
      onMade()
    })
  }
  return (
    <form class="card stack" onSubmit={send}>
      <Field label={words.keyName} type="text" required maxLength={100} value={name} onValue={setName} />
      <fieldset class="checks">
        <legend>{words.keyScopes}</legend>
        {SCOPES.map((scope) => (
          <label key={scope}>
            <input
              type="checkbox"
              checked={scopes.includes(scope)}
              onChange={() =>
                setScopes(scopes.includes(scope) ? scopes.filter((one) => one !== scope) : [...scopes, scope])
              }
            />
            {words.scopes[scope]}
          </label>
        ))}
      </fieldset>
      <ProblemNotice problem={task.problem} />
      {made === undefined ? null : <FreshKey made={made} />}
      <button type="submit" class="main" aria-disabled={task.isBusy || scopes.length === 0}>
        {words.makeKey}
      </button>
    </form>
  )
}

function FreshKey({ made }: { made: FreshApiKey }) {
  const [isCopied, setCopied] = useState(false)
  const words = say()
  return (
    <div class="notice" role="status">
      <p>
        {words.keyOnce}
        <br />
        <code>{made.key}</code>
      </p>
      <button type="button" class="quiet" onClick={() => void copyText(made.key).then(setCopied)}>
        {isCopied ? words.copied : words.copy}
      </button>
    </div>
  )
}
