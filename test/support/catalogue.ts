import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { App } from '../../local/offline-model/catalogue.ts'
import type { Language } from '../../local/offline-model/language.ts'
import { renderApp } from '../../local/offline-model/render.ts'

/** A temporary folder for apps of the catalogue. */
export type AppFolder = {
  /** Writes an app into a folder of its own and returns the file URL of its page. */
  write(app: App, language: Language, title?: string): Promise<string>
  remove(): Promise<void>
}

export async function makeAppFolder(): Promise<AppFolder> {
  const root = await mkdtemp(join(tmpdir(), 'starter-apps-'))
  return {
    async write(app, language, title = app.title[language]) {
      const folder = await mkdtemp(join(root, `${app.id}-${language}-`))
      for (const [path, content] of renderApp(app, { language, title, request: title })) {
        await mkdir(dirname(join(folder, path)), { recursive: true })
        await writeFile(join(folder, path), content)
      }
      return pathToFileURL(join(folder, 'index.html')).href
    },
    remove: () => rm(root, { recursive: true, force: true }),
  }
}
