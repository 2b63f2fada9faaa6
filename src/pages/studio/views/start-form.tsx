import { useState } from 'preact/hooks'
import { createProject, importProject, listTemplates, type Template } from '../api/projects.ts'
import { startRun } from '../api/runs.ts'
import { Icon } from '../parts/icons.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import { PromptField } from '../parts/prompt-field.tsx'
import { useDraft } from '../parts/use-draft.ts'
import { useLoaded } from '../parts/use-loaded.ts'
import { useTask } from '../parts/use-task.ts'
import { openSoon } from '../project-store.ts'
import { goTo } from '../route.ts'
import { say } from '../words/words.ts'

const LONGEST_NAME_CHARS = 60

/** From a prompt to a project whose first run is under way, or from a starter to one that is there at once. */
export function StartForm() {
  const [prompt, setPrompt] = useDraft('start')
  const [template, setTemplate] = useState<Template | undefined>(undefined)
  const task = useTask()
  const words = say()
  const isAsked = prompt.trim() !== ''
  const send = () =>
    task.run(async () => {
      const project = await createProject(isAsked ? nameOf(prompt) : (template?.name ?? ''), template?.id)
      if (isAsked) openSoon(project.id, await startRun(project.id, { prompt }))
      setPrompt('')
      goTo({ page: 'project', id: project.id, view: 'chat' })
    })
  return (
    <form
      class="start"
      onSubmit={(event) => {
        event.preventDefault()
        if (isAsked || template !== undefined) send()
      }}
    >
      <div class="prompt-box">
        <PromptField
          label={words.promptLabel}
          placeholder={words.promptPlaceholder}
          hint={words.enterHint}
          rows={3}
          text={prompt}
          onText={setPrompt}
          onSend={send}
        />
        <div class="prompt-row">
          <TemplateChoice chosen={template} onChoice={setTemplate} />
          <ImportButton />
          <button type="submit" class="main" aria-disabled={task.isBusy || (!isAsked && template === undefined)}>
            {task.isBusy ? words.making : isAsked || template === undefined ? words.make : words.takeStarter}
            <Icon name="send" />
          </button>
        </div>
      </div>
      <ProblemNotice problem={task.problem} />
      <ul class="chips" aria-label={words.examples}>
        {words.exampleList.map((example) => (
          <li key={example}>
            <button type="button" onClick={() => setPrompt(example)}>
              {example}
            </button>
          </li>
        ))}
      </ul>
    </form>
  )
}

type TemplateChoiceProps = { chosen: Template | undefined; onChoice: (template: Template | undefined) => void }

function TemplateChoice({ chosen, onChoice }: TemplateChoiceProps) {
  // Without them one still begins with nothing.
  const { value: templates = [] } = useLoaded(listTemplates)
  const words = say()
  return (
    <label class="choice">
      <span>{words.startFrom}</span>
      <select
        value={chosen?.id ?? ''}
        onChange={(event) => onChoice(templates.find(({ id }) => id === event.currentTarget.value))}
      >
        <option value="">{words.startEmpty}</option>
        {templates.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

function ImportButton() {
  const task = useTask()
  const words = say()
  const take = (file: File | undefined) => {
    if (file === undefined) return
    task.run(async () => {
      const project = await importProject(nameOf(file.name.replace(/\.zip$/i, '')), file)
      goTo({ page: 'project', id: project.id, view: 'code' })
    })
  }
  return (
    <>
      <label class="quiet file-button">
        <Icon name="upload" />
        {task.isBusy ? words.importing : words.importZip}
        <input
          type="file"
          accept=".zip,application/zip"
          class="hidden"
          onChange={(event) => {
            take(event.currentTarget.files?.[0])
            event.currentTarget.value = ''
          }}
        />
      </label>
      <ProblemNotice problem={task.problem} />
    </>
  )
}

/** The first line of a prompt, as far as a name goes. */
function nameOf(prompt: string): string {
  const [line = ''] = prompt.trim().split('\n')
  if (line.length <= LONGEST_NAME_CHARS) return line.trim()
  const cut = line.slice(0, LONGEST_NAME_CHARS)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), LONGEST_NAME_CHARS / 2)).trim()}…`
}
