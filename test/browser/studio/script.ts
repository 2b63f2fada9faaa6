// What the model of a walk answers, and when.
import type { Reply, Script, ScriptedModel } from '../../support/scripted-model.ts'

const PLAN = `I make a list.
<plan title="List">
A list of things to do.
- index.html: the page
- app.js: what it does
</plan>
`
const PAGE = `<file path="index.html">
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>List</title></head>
<body>
<h1>Things to do</h1>
<form><label>New <input name="what"></label><button>Add</button></form>
<ul></ul>
`
const REST_OF_PAGE = `<script src="app.js"></script>
</body>
</html>
</file>
`
const SCRIPT = `<file path="app.js">
const key = 'things'
const list = document.querySelector('ul')
const things = JSON.parse(localStorage.getItem(key) ?? '[]')
function show() {
  list.replaceChildren(...things.map((thing) => Object.assign(document.createElement('li'), { textContent: thing })))
}
document.querySelector('form').addEventListener('submit', (event) => {
  event.preventDefault()
  things.push(new FormData(event.target).get('what'))
  localStorage.setItem(key, JSON.stringify(things))
  show()
})
show()
list.setAttribute('aria-label', 'List')
</file>
`
const CHANGE =
  'It has another title.\n<edit path="index.html">\n<<<<<<< SEARCH\n<h1>Things to do</h1>\n=======\n<h1>My things</h1>\n>>>>>>> REPLACE\n</edit>\n'

export type Gates = {
  /** Opened by the test: the model goes on with its first file. */
  goOn: PromiseWithResolvers<void>
}

/** A project of two files, whose first file is written to its half until the gate opens. */
export function writeList(model: ScriptedModel): Gates {
  const goOn = Promise.withResolvers<void>()
  script(model, async (reply, { task }) => {
    if (task === 'plan') return reply.text(PLAN)
    reply.text(PAGE)
    await goOn.promise
    reply.text(REST_OF_PAGE)
    reply.text(SCRIPT)
  })
  return { goOn }
}

/** What is said in a chat; a plan of it, and the change itself. */
export function answerChats(model: ScriptedModel): void {
  let isPlanned = false
  script(model, (reply, { messages }) => {
    // What was said before is told with what is asked now.
    const asked = messages.map(({ content }) => content).join('\n')
    if (!asked.includes('Plan it')) return reply.text('It is a list of things to do.')
    reply.text(isPlanned ? CHANGE : 'I shall give it another title.')
    isPlanned = true
  })
}

/** Begins and does not end. */
export function fallSilent(model: ScriptedModel): void {
  model.script((reply) => reply.text('Well'))
}

function script(model: ScriptedModel, answer: (...call: Parameters<Script>) => void | Promise<void>): void {
  model.script(async (reply: Reply, call) => {
    await answer(reply, call)
    reply.end()
  })
}
