import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../local/offline-model/catalogue.ts'
import { languages } from '../../local/offline-model/language.ts'
import { renderApp } from '../../local/offline-model/render.ts'
import { checkProject } from '../../src/checks/check-project.ts'

const { apps, generic } = await loadCatalogue()

describe.each(languages)('starter apps in "%s"', (language) => {
  it.each([...apps, generic])('$id has no problem, and all but its texts is checked to the end', async (app) => {
    const request = `It's a "test" of <b>\`\${markup}\`</b> & more\\`
    const check = await checkProject(renderApp(app, { language, title: app.title[language], request }))
    expect(check.problems).toEqual([])
    expect(check.omissions.filter(({ path }) => !path.endsWith('.md'))).toEqual([])
  })
})
