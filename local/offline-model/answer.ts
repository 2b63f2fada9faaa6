/** The offline model's answer to a conversation: a pure function of the catalogue and the messages. */
import { escapeAttribute } from '../../src/generation/output/escaping.ts'
import { renderFileBlock, renderPlanBlock } from '../../src/generation/output/format.ts'
import { applySimpleEdits } from './apply-simple-edits.ts'
import type { Catalogue } from './catalogue.ts'
import type { ChatMessage } from './chat-request.ts'
import { chooseApp } from './choose-app.ts'
import { type PipelineRequest, readPipelineRequest } from './pipeline-request.ts'
import { detectLanguage, type Language } from './language.ts'
import { renderApp } from './render.ts'
import { renderEditBlock } from './render-edit-block.ts'
import { parseSimpleEdits, type SimpleEdit } from './simple-edits.ts'
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
      return answerRepair(catalogue, conversation, language)
    case 'continue':
      return answerContinue(catalogue, conversation, language)
    case 'chat':
      return answerChat(catalogue, conversation, language)
    case 'summary':
      return answerSummary(conversation)
    case undefined:
      return wording[language].whatItIs
  }
}

/** Its apps stand alone: whatever else there is goes, save what is no code. */
function answerPlan(catalogue: Catalogue, { request, listedPaths }: PipelineRequest, language: Language): string {
  const app = chooseApp(catalogue, request)
  const say = wording[language]
  const title = deriveTitle(request, language, app.title[language])
  const files = [...app.files].map(([path, { purpose }]) => ({ path, purpose: purpose[language] }))
  const others = listedPaths.filter((path) => !app.files.has(path) && !/(?:^|\/)(?:AGENTS\.md|LICENSE)$/.test(path))
  const drops = others.map((path) => ({ path, purpose: 'delete' }))
  const prose = app === catalogue.generic ? say.plannedGeneric : say.planned(app.title[language])
  return `${prose}\n\n${renderPlanBlock({ title, summary: app.summary[language], files: [...files, ...drops] })}`
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

function answerEdit({ request, files, readablePaths }: PipelineRequest, language: Language): string {
  const say = wording[language]
  const { edits, unknown } = parseSimpleEdits(request)
  const { replacements, done, failed } = applySimpleEdits(files, edits)
  const toRead = readablePaths.filter((path) => edits.some((edit) => mayNeed(edit, failed, path)))
  if (toRead.length > 0) return renderReads(say.wantsToRead, toRead)
  if (done.length === 0) return say.cannotEdit
  const changes = done.map((edit) => (edit.kind === 'rename' ? say.renamed(edit.title) : say[changeWord[edit.kind]]))
  const leftOver = [...failed.map(({ words }) => words), ...unknown].map(cleanLine)
  return [
    `${say.edited(changes.join(', '))}\n`,
    ...[...replacements].map(([path, pairs]) => renderEditBlock(path, pairs)),
    ...(leftOver.length > 0 ? [say.notEdited(leftOver.join('; '))] : []),
  ].join('\n')
}

/** It makes the small changes that it knows; to all else it says what it is, and what it sees. */
function answerChat(catalogue: Catalogue, conversation: PipelineRequest, language: Language): string {
  const { request, files, listedPaths, mayChange } = conversation
  if (mayChange && parseSimpleEdits(request).edits.length > 0) return answerEdit(conversation, language)
  const say = wording[language]
  const paths = [...new Set([...files.keys(), ...listedPaths])].toSorted()
  const apps = catalogue.apps.map(({ title }) => title[language]).join(', ')
  return [say.cannotChat(apps), ...(paths.length === 0 ? [] : [say.seesFiles(listPaths(paths))])].join('\n\n')
}

function listPaths(paths: readonly string[]): string {
  const rest = paths.length - maxListed
  return [...paths.slice(0, maxListed).map(cleanLine), ...(rest > 0 ? [`… +${rest}`] : [])].join(', ')
}

/** What was asked, in the words of whoever asked. */
function answerSummary({ saidByUser }: PipelineRequest): string {
  const language = detectLanguage(saidByUser.join(' '))
  return wording[language].wasAsked(saidByUser.map((line) => cleanLine(line)).join('; '))
}

/** A title stands in every page and in the README; a colour or a theme is looked for where it was not found yet. */
function mayNeed(edit: SimpleEdit, failed: readonly SimpleEdit[], path: string): boolean {
  return edit.kind === 'rename' ? /\.html$|^README\.md$/.test(path) : failed.includes(edit) && path.endsWith('.css')
}

/** Asks for files, the nearest to the root first. */
function renderReads(lead: string, paths: readonly string[]): string {
  const first = paths.toSorted((a, b) => a.split('/').length - b.split('/').length).slice(0, maxReads)
  return [lead, '', ...first.map((path) => `<read path="${escapeAttribute(path)}"/>`), ''].join('\n')
}

/** It cannot mend, but knows what its own files were: those are put back, and nothing else is touched. */
function answerRepair(catalogue: Catalogue, { request, files }: PipelineRequest, language: Language): string {
  const { files: templates } = chooseApp(catalogue, request)
  const own = renderStarter(catalogue, request, language)
  const broken = [...files].flatMap(([path, content]) => {
    const text = templates.get(path)?.isShared === false ? own.get(path) : undefined
    return text !== undefined && text !== content && isAlike(text, content) ? [renderFileBlock(path, text)] : []
  })
  const say = wording[language]
  return broken.length === 0 ? say.cannotRepair : [`${say.restored}\n`, ...broken].join('\n')
}

/** The rest of one of its own files, of which the beginning was kept. */
function answerContinue(catalogue: Catalogue, { request, files }: PipelineRequest, language: Language): string {
  const own = renderStarter(catalogue, request, language)
  for (const [path, beginning] of files) {
    const text = own.get(path)
    if (text?.startsWith(beginning) === true) return renderFileBlock(path, text.slice(beginning.length))
  }
  return wording[language].notInStarter([...files.keys()].map(cleanLine).join(', '))
}

function renderStarter(catalogue: Catalogue, request: string, language: Language): Map<string, string> {
  const app = chooseApp(catalogue, request)
  return renderApp(app, { language, title: deriveTitle(request, language, app.title[language]), request })
}

/** Whether most lines of a text are in the other, so that the one can be taken for the other with faults. */
function isAlike(text: string, other: string): boolean {
  const lines = text.split('\n')
  const others = new Set(other.split('\n'))
  return lines.filter((line) => others.has(line)).length > lines.length / 2
}

/** So many files are named in an answer. */
const maxListed = 20

/** As many files as the pipeline gives at a time. */
const maxReads = 20

const changeWord = { accent: 'recoloured', dark: 'darkened', light: 'lightened' } as const
