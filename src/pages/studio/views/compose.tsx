import { useState } from 'preact/hooks'
import { Icon } from '../parts/icons.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import { PromptField } from '../parts/prompt-field.tsx'
import { useDraft } from '../parts/use-draft.ts'
import { useTask } from '../parts/use-task.ts'
import type { Mode } from '../api/runs.ts'
import type { ProjectStore } from '../project-store.ts'
import { say } from '../words/words.ts'

const MODES: Mode[] = ['build', 'plan', 'ask']

/** The next request; while a run is under way, the way to stop it. */
export function Compose({ store }: { store: ProjectStore }) {
  const [text, setText] = useDraft(store.id)
  const [mode, setMode] = useState<Mode>('build')
  const task = useTask(store.noteProblem)
  const words = say()
  const isUnderWay = store.openRun.value !== undefined
  const hasFiles = (store.project.value?.head ?? 0) > 0
  const send = () => {
    if (isUnderWay || text.trim() === '') return
    task.run(async () => {
      await store.start({ prompt: text, mode })
      setText('')
    })
  }
  if (!store.may('run')) {
    return (
      <div class="compose">
        <ProblemNotice problem={task.problem} />
        <p class="notice">{words.viewerOnly}</p>
      </div>
    )
  }
  return (
    <form
      class="compose"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <ProblemNotice problem={task.problem} />
      <div class="prompt-box">
        <PromptField
          label={words.requestLabel}
          placeholder={hasFiles ? words.requestPlaceholder : words.requestPlaceholderEmpty}
          hint={words.enterHint}
          rows={2}
          text={text}
          onText={setText}
          onSend={send}
        />
        <div class="prompt-row">
          <label class="choice">
            <span class="hidden">{words.mode}</span>
            <select value={mode} onChange={(event) => setMode(event.currentTarget.value as Mode)}>
              {MODES.map((one) => (
                <option key={one} value={one}>
                  {{ build: words.modeBuild, plan: words.modePlan, ask: words.modeAsk }[one]}
                </option>
              ))}
            </select>
          </label>
          {isUnderWay ? <StopButton store={store} /> : <SendButton isOff={task.isBusy || text.trim() === ''} />}
        </div>
      </div>
    </form>
  )
}

function SendButton({ isOff }: { isOff: boolean }) {
  const words = say()
  return (
    <button type="submit" class="main round" aria-disabled={isOff} aria-label={words.send} title={words.send}>
      <Icon name="send" />
    </button>
  )
}

function StopButton({ store }: { store: ProjectStore }) {
  const task = useTask(store.noteProblem)
  const words = say()
  const run = store.openRun.value
  const isStopping = store.isStopping.value
  return (
    <>
      <ProblemNotice problem={task.problem} />
      <button
        type="button"
        class="stop"
        aria-disabled={isStopping}
        onClick={() => (run === undefined || isStopping ? undefined : task.run(() => store.stop(run)))}
      >
        <Icon name="stop" />
        {isStopping ? words.stopping : words.stop}
      </button>
    </>
  )
}
