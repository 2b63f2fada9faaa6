/** The offline model's answer to a conversation: a pure function of the catalogue and the messages. */
import { renderFileBlock, renderPlanBlock } from '../../src/generation/output/format.ts'
import { applySimpleEdits } from './apply-simple-edits.ts'
import type { Catalogue } from './catalogue.ts'
import type { ChatMessage } from './chat-request.ts'
import { chooseApp } from './choose-app.ts'
import { type PipelineRequest, readPipelineRequest } from './pipeline-request.ts'
import { detectLanguage, type Language } from './language.ts'
import { renderApp } from './render.ts'
import { renderEditBlock } from './render-edit-block.ts'
import { parseSimpleEdits } from './simple-edits.ts'
import { cleanLine, deriveTitle } from './title.ts'
import { wording } from './wording.ts'

/** Prose, and for the tasks that ask for them a plan, files or edits as blocks. */
export function answer(catalogue: Catalogue, messages: readonly ChatMessage[]): string {
  const conversation = readPipelineRequest(messages)
  const language = detectLanguage(conversation.request)
  switch (conversation.task) {
    case 'plan':
      return answerPlan(catalogue, conversation, language)
    case 'write':
      return answerWrite(catalogue, conversation, language)
    case 'edit':
      return answerEdit(conversation, language)
    case 'repair':
      return wording[language].cannotRepair
    case 'chat':
      return wording[language].cannotChat(catalogue.apps.map(({ title }) => title[language]).join(', '))
    case undefined:
      return wording[language].whatItIs
  }
}

function answerPlan(catalogue: Catalogue, { request }: PipelineRequest, language: Language): string {
  const app = chooseApp(catalogue, request)
  const say = wording[language]
  const title = deriveTitle(request, language, app.title[language])
  const files = [...app.files].map(([path, { purpose }]) => ({ path, purpose: purpose[language] }))
  const prose = app === catalogue.generic ? say.plannedGeneric : say.planned(app.title[language])
  return `${prose}\n\n${renderPlanBlock({ title, summary: app.summary[language], files })}`
}

function answerWrite(catalogue: Catalogue, conversation: PipelineRequest, language: Language): string {
  const { request, planTitle, wantedPaths } = conversation
  const app = chooseApp(catalogue, request)
  const say = wording[language]
  const paths = wantedPaths.length > 0 ? wantedPaths : [...app.files.keys()]
  const title = cleanLine(planTitle ?? '') || deriveTitle(request, language, app.title[language])
  const files = renderApp(app, { language, title, request })
  const known = paths.filter((path) => files.has(path))
  const unknown = paths.filter((path) => !files.has(path))
  return [
    ...(known.length > 0 ? [`${say.written(app.title[language])}\n`] : []),
    ...known.map((path) => renderFileBlock(path, files.get(path) ?? '')),
    ...(unknown.length > 0 ? [say.notInStarter(unknown.map(cleanLine).join(', '))] : []),
  ].join('\n')
}

function answerEdit({ request, files }: PipelineRequest, language: Language): string {
  const say = wording[language]
  const { edits, unknown } = parseSimpleEdits(request)
  const { replacements, done, failed } = applySimpleEdits(files, edits)
  if (done.length === 0) return say.cannotEdit
  const changes = done.map((edit) => (edit.kind === 'rename' ? say.renamed(edit.title) : say[changeWord[edit.kind]]))
  const leftOver = [...failed.map(({ words }) => words), ...unknown].map(cleanLine)
  return [
    `${say.edited(changes.join(', '))}\n`,
    ...[...replacements].map(([path, pairs]) => renderEditBlock(path, pairs)),
    ...(leftOver.length > 0 ? [say.notEdited(leftOver.join('; '))] : []),
  ].join('\n')
}

const changeWord = { accent: 'recoloured', dark: 'darkened', light: 'lightened' } as const
