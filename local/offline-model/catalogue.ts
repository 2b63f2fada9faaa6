/** Loads the starter apps: every folder of the catalogue with an `app.json` is one app; adding a folder adds an app. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Language, Translated } from './language.ts'

const translated = z.strictObject({ en: z.string().min(1), ru: z.string().min(1) })
const hexColour = z.string().regex(/^#[0-9a-f]{6}$/)

const appSchema = z.strictObject({
  /** What the app is called where the prompt gives no name. */
  title: translated,
  /** One sentence: what it does. */
  summary: translated,
  features: z.array(translated).min(1),
  /**
   * Lower-case stems, "=" before a whole word; a phrase is stems with blanks between. `are` says what the app is. Where
   * `beside` is given, any other word beside these makes another thing of it.
   */
  keywords: z.strictObject({ are: z.array(z.string()), beside: z.array(z.string()).optional() }),
  /** On light and on dark backgrounds. */
  accent: z.strictObject({ light: hexColour, dark: hexColour }),
  /** Path → purpose of the app's own files. */
  files: z.record(z.string(), translated),
  /** Files taken from `shared/`, by path. */
  shared: z.array(z.string()),
  /** The words in the app's files, by placeholder. */
  strings: z.record(z.string(), translated),
})

const sharedSchema = z.strictObject({
  files: z.record(z.string(), translated),
  strings: z.record(z.string(), translated),
})

/** One file of an app before it is rendered. */
export type TemplateFile = {
  purpose: Translated
  template: Record<Language, string>
  /** Other apps have the same one. */
  isShared: boolean
}

export type App = Omit<z.output<typeof appSchema>, 'files' | 'shared'> & {
  id: string
  files: Map<string, TemplateFile>
}

export type Catalogue = {
  /** In order of their ids, the generic one left out. */
  apps: App[]
  /** Answers what no other app fits. */
  generic: App
}

const genericId = 'generic'
const sharedId = 'shared'
const defaultFolder = fileURLToPath(new URL('./catalogue/', import.meta.url))

/** Reads and validates the whole catalogue. Throws with the app's name when one of its files is missing or malformed. */
export async function loadCatalogue(folder: string = defaultFolder): Promise<Catalogue> {
  const entries = await readdir(folder, { withFileTypes: true })
  const ids = entries.filter((entry) => entry.isDirectory() && entry.name !== sharedId).map((entry) => entry.name)
  const shared = sharedSchema.parse(JSON.parse(await readFile(join(folder, sharedId, 'shared.json'), 'utf8')))
  const apps = await Promise.all(ids.toSorted().map((id) => loadApp(folder, id, shared)))
  const generic = apps.find(({ id }) => id === genericId)
  if (generic === undefined) throw new Error(`The catalogue in ${folder} has no "${genericId}" app.`)
  return { apps: apps.filter((app) => app !== generic), generic }
}

async function loadApp(folder: string, id: string, shared: z.output<typeof sharedSchema>): Promise<App> {
  try {
    const {
      files: ownFiles,
      shared: sharedPaths,
      strings,
      ...app
    } = appSchema.parse(JSON.parse(await readFile(join(folder, id, 'app.json'), 'utf8')))
    const own = Object.entries(ownFiles).map(([path, purpose]) => ({ path, purpose, from: id }))
    const common = sharedPaths.map((path) => ({ path, purpose: purposeOf(shared, path), from: sharedId }))
    const files = await Promise.all(
      [...own, ...common].map(async ({ path, purpose, from }): Promise<[string, TemplateFile]> => [
        path,
        { purpose, template: await readTemplate(join(folder, from), path), isShared: from === sharedId },
      ]),
    )
    return { ...app, id, files: new Map(files), strings: { ...shared.strings, ...strings } }
  } catch (cause) {
    throw new Error(`The catalogue's app "${id}" cannot be loaded.`, { cause })
  }
}

function purposeOf(shared: z.output<typeof sharedSchema>, path: string): Translated {
  const purpose = shared.files[path]
  if (purpose === undefined) throw new Error(`shared.json has no file "${path}"`)
  return purpose
}

/** A file made of prose may be kept once per language, as `questions.en.js` and `questions.ru.js`. */
async function readTemplate(folder: string, path: string): Promise<Record<Language, string>> {
  const names = await readdir(folder)
  const read = async (language: Language) => {
    const own = path.replace(/(\.\w+)$/, `.${language}$1`)
    return readFile(join(folder, names.includes(own) ? own : path), 'utf8')
  }
  return { en: await read('en'), ru: await read('ru') }
}
