import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../../src/local/offline-model/catalogue.ts'
import { languages } from '../../../src/local/offline-model/language.ts'
import { renderApp } from '../../../src/local/offline-model/render.ts'
import { checkProject } from '../../../src/runs/checks/check-project.ts'

const { apps, generic } = await loadCatalogue()

describe.each(languages)('starter apps in "%s"', (language) => {
  it.each([...apps, generic])('$id has no problem', (app) => {
    const request = `It's a "test" of <b>\`\${markup}\`</b> & more\\`
    expect(checkProject(renderApp(app, { language, title: app.title[language], request }))).toEqual([])
  })
})
