// What every page of a preview begins with: it tells of the page's own errors, and gives one without an origin a storage.
// It runs in a stranger's page, whatever that does: it must not fail, and is written for any browser.

/** Where the script is, and where it posts to, below a preview. */
export const REPORTER_PATH = '.samokoder/reporter.js'
export const REPORT_PATH = '.samokoder/report'

/** How long a page may take to show something, in milliseconds after it has loaded. */
const BLANK_AFTER_MS = 3000

/** The script. A page that shows nothing `blankAfterMs` after it has loaded stays blank. */
export function reporterScript(blankAfterMs = BLANK_AFTER_MS): string {
  return `(() => {
  const base = new URL('..', document.currentScript.src).href
  const seen = new Set()
  let waiting = []

  function tell(kind, message, place) {
    const text = String(message || kind).slice(0, 500)
    const problem = { kind, message: text, address: (location.pathname + location.hash).slice(0, 300), ...place }
    const key = [kind, text, problem.path, problem.line].join()
    if (seen.has(key) || seen.size >= 20) return
    seen.add(key)
    if (parent !== window) parent.postMessage({ type: 'samokoder:problem', problem }, '*')
    if (waiting.push(problem) === 1) setTimeout(send, 300)
  }

  function send() {
    const body = JSON.stringify({ problems: waiting })
    waiting = []
    // Text, so that no browser asks first whether it may.
    const init = { method: 'POST', mode: 'no-cors', keepalive: true, headers: { 'Content-Type': 'text/plain' }, body }
    fetch(base + '${REPORT_PATH}', init).catch(() => undefined)
  }

  function placeOf(url, line, column) {
    if (!url || !url.startsWith(base)) return {}
    const path = decodeURIComponent(new URL(url).pathname.slice(new URL(base).pathname.length)) || 'index.html'
    return { path, ...(line > 0 ? { line } : {}), ...(column > 0 ? { column } : {}) }
  }

  /** The first place in a stack that is one of the project. */
  function placeInStack(error) {
    for (const [, url, line, column] of String(error && error.stack).matchAll(/(https?:[^\\s()]+?):(\\d+):(\\d+)/g)) {
      if (url.startsWith(base) && !url.endsWith('${REPORTER_PATH}')) return placeOf(url, Number(line), Number(column))
    }
    return {}
  }

  function textOf(value) {
    if (value instanceof Error) return value.name + ': ' + value.message
    if (typeof value === 'string') return value
    try {
      return JSON.stringify(value) || String(value)
    } catch {
      return String(value)
    }
  }

  addEventListener('error', (event) => {
    const { target } = event
    if (target && target !== window && (target.src || target.href)) return tellLoad(target)
    const place = placeOf(event.filename, event.lineno, event.colno)
    tell('error', event.error ? textOf(event.error) : event.message, place.path ? place : placeInStack(event.error))
  }, true)
  addEventListener('unhandledrejection', ({ reason }) => tell('rejection', textOf(reason), placeInStack(reason)))

  /** A module fails for those that it imports, too: why, is what their addresses answer with. */
  async function tellLoad(element) {
    const url = element.src || element.href
    const failed = performance.getEntriesByType('resource').filter((entry) => entry.responseStatus >= 400 && entry.name.startsWith(base))
    if (element.tagName === 'SCRIPT') {
      for (const { name } of failed) {
        const text = await fetch(name).then((answer) => (answer.status === 422 ? answer.text() : ''), () => '')
        const [, path, line, column, why] = /^(.+?):(\\d+):(\\d+): ([^]*)$/.exec(text.trim()) || []
        if (path) return tell('load', why, { path, line: Number(line), column: Number(column) })
        if (text) return tell('load', text.trim(), placeOf(name))
        if (name !== url) tell('load', 'It cannot be loaded: ' + name, placeOf(name))
      }
    }
    tell('load', 'It cannot be loaded: ' + url, placeOf(url))
  }

  const { error } = console
  console.error = (...values) => {
    error.apply(console, values)
    tell('console', values.map(textOf).join(' '), placeInStack(values.find((value) => value instanceof Error)))
  }

  const SHOWN = 'img, svg, canvas, video, audio, iframe, input, textarea, button, select, object, hr, progress, meter'
  function isBlank() {
    const { body } = document
    if (!body) return true
    if (body.innerText.trim() !== '') return false
    const sized = (element) => element.getBoundingClientRect().height > 0 && element.getBoundingClientRect().width > 0
    if ([...body.querySelectorAll(SHOWN)].some(sized)) return false
    return ![...body.querySelectorAll('*')].some((element) => sized(element) && getComputedStyle(element).backgroundImage !== 'none')
  }
  addEventListener('load', () => setTimeout(() => {
    if (isBlank()) tell('blank', 'The page shows nothing.', placeOf(location.href))
  }, ${blankAfterMs}))

  for (const name of ['localStorage', 'sessionStorage']) {
    try {
      void window[name]
    } catch {
      Object.defineProperty(window, name, { value: makeStorage(), configurable: true })
    }
  }

  /** Lives as long as the page. */
  function makeStorage() {
    const items = new Map()
    return {
      get length() { return items.size },
      key: (index) => [...items.keys()][index] ?? null,
      getItem: (key) => items.get(String(key)) ?? null,
      setItem: (key, value) => void items.set(String(key), String(value)),
      removeItem: (key) => void items.delete(String(key)),
      clear: () => items.clear(),
    }
  }
})()
`
}
