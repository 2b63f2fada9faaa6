// The reference of the API to search and to try: the document of this deployment in Swagger UI. It takes the place of the page
// that needs no script, to which a button leads back.
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js'
import 'swagger-ui-dist/swagger-ui.css'
import './reference.css'
import { search } from './search.ts'

const plain = document.querySelector<HTMLElement>('#plain')
const place = document.querySelector<HTMLElement>('#reference')
const choice = document.querySelector<HTMLButtonElement>('#choose-page')

if (plain !== null && place !== null && choice !== null) await start(plain, place, choice)

async function start(page: HTMLElement, reference: HTMLElement, button: HTMLButtonElement): Promise<void> {
  const response = await fetch('openapi.json')
  // The page that is there already says all of it.
  if (!response.ok) return
  const api = (await response.json()) as Record<string, unknown>
  // Whoever was led to a schema of the plain page stays there. Swagger UI has addresses of its own there.
  const target = location.hash === '' ? null : page.querySelector(`[id="${CSS.escape(location.hash.slice(1))}"]`)
  followColorScheme()
  SwaggerUI({
    domNode: reference,
    // The deployment may be below a path of a gateway.
    spec: { ...api, servers: [{ url: new URL('.', location.href).href.replace(/\/$/, '') }] },
    presets: [SwaggerUI.presets.apis],
    plugins: [search],
    filter: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    deepLinking: true,
    displayRequestDuration: true,
    // A token stays in this page, and is gone with it.
    persistAuthorization: false,
    validatorUrl: null,
  })
  const show = (what: 'plain' | 'reference') => {
    page.hidden = what !== 'plain'
    reference.hidden = what === 'plain'
    button.textContent = what === 'plain' ? 'Search and try' : 'Page without script'
  }
  show(target === null ? 'reference' : 'plain')
  button.addEventListener('click', () => show(page.hidden ? 'plain' : 'reference'))
  button.hidden = false
}

function followColorScheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const apply = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
  apply()
  dark.addEventListener('change', apply)
}
