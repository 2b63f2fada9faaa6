/** Fills an app's templates: `{{name}}` becomes a value escaped for the kind of file it stands in. */
import { createHash } from 'node:crypto'
import type { App } from './catalogue.ts'
import type { Language } from './language.ts'
import { cleanLine } from './title.ts'

export type Rendering = { language: Language; title: string; request: string }

/** Longest quotation of the prompt inside a generated page, in characters. */
const maxIdeaLength = 600

type Escape = (text: string) => string

const escapes: Record<string, Escape> = {
  html: escapeMarkup,
  svg: escapeMarkup,
  js: escapeJsString,
  css: escapeCssIdentifier,
  md: escapeMarkdown,
}

/** Every file of the app, path → content, in the order of its plan. Throws for a placeholder that nothing fills. */
export function renderApp(app: App, rendering: Rendering): Map<string, string> {
  const own = collectOwnWords(app, rendering.language)
  const values = collectValues(app, rendering)
  const files = [...app.files].map(([path, { template }]): [string, string] => {
    const escape = escapes[path.slice(path.lastIndexOf('.') + 1)]
    if (escape === undefined) throw new Error(`No escaping is known for ${app.id}/${path}.`)
    const fill = (placeholder: string, name: string): string => {
      const word = own[name]
      if (word !== undefined) return path.endsWith('.md') ? word : escape(word)
      const value = values[name]
      if (value === undefined) throw new Error(`Nothing fills ${placeholder} in ${app.id}/${path}.`)
      return escape(value)
    }
    return [path, template[rendering.language].replace(/\{\{(\w+)\}\}/g, fill)]
  })
  return new Map(files)
}

/** The catalogue's own words: text that is Markdown where it stands in Markdown. */
function collectOwnWords(app: App, language: Language): Record<string, string> {
  const strings = Object.entries(app.strings).map(([name, text]) => [name, text[language]])
  const files = [...app.files].map(([path, { purpose }]) => `- \`${path}\`: ${purpose[language]}`)
  return {
    ...Object.fromEntries(strings),
    summary: app.summary[language],
    featureList: app.features.map((feature) => `- ${feature[language]}`).join('\n'),
    fileList: files.join('\n'),
  }
}

function collectValues(app: App, { language, title, request }: Rendering): Record<string, string> {
  return {
    lang: language,
    title,
    initial: /[\p{L}\p{N}]/u.exec(title)?.[0].toUpperCase() ?? '•',
    idea: quoteIdea(request) || app.summary[language],
    storageKey: `${app.id}-${createHash('sha256').update(title).digest('hex').slice(0, 8)}`,
    accentLight: app.accent.light,
    accentDark: app.accent.dark,
  }
}

function quoteIdea(request: string): string {
  const characters = [...cleanLine(request.slice(0, maxIdeaLength * 4))]
  return characters.length <= maxIdeaLength ? characters.join('') : `${characters.slice(0, maxIdeaLength).join('')}…`
}

function escapeMarkup(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

/** For the inside of a string literal in single quotes or of a template literal. */
function escapeJsString(text: string): string {
  return text
    .replace(/[\\'`$]/g, String.raw`\$&`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('</', String.raw`<\/`)
}

/** Keeps colours and plain words as they are, and everything else from ending the declaration it stands in. */
function escapeCssIdentifier(text: string): string {
  return text.replace(/[^#\w-]/gu, (character) => `\\${character.codePointAt(0)?.toString(16) ?? ''} `)
}

function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]#|!~]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}
