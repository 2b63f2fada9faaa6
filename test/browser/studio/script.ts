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
`
const MORE_OF_PAGE = `<form><label>New <input name="what"></label><button>Add</button></form>
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

/** What the model waits for before it begins with its first file, goes on with it, and comes to its end. */
export type Gates = Record<'begin' | 'goOn' | 'end', PromiseWithResolvers<void>>

/** A project of two files, whose first file is written part by part. */
export function writeList(model: ScriptedModel): Gates {
  const gates: Gates = {
    begin: Promise.withResolvers(),
    goOn: Promise.withResolvers(),
    end: Promise.withResolvers(),
  }
  script(model, async (reply, { task }) => {
    if (task === 'plan') return reply.text(PLAN)
    await gates.begin.promise
    reply.text(PAGE)
    await gates.goOn.promise
    reply.text(MORE_OF_PAGE)
    await gates.end.promise
    reply.text(REST_OF_PAGE)
    reply.text(SCRIPT)
  })
  return gates
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

/** Asks something before it plans. */
export function askFirst(model: ScriptedModel): void {
  script(model, (reply, { task, messages }) => {
    if (task !== 'plan') return reply.text(PAGE + MORE_OF_PAGE + REST_OF_PAGE + SCRIPT)
    const isAnswered = messages.some(({ content }) => content.includes('Green'))
    reply.text(isAnswered ? PLAN : 'Which colour shall it have?')
  })
}

/** What the page says that throws as soon as it is there. */
export const TORN = 'Nothing holds'
export const BROKEN = `<!doctype html>\n<title>List</title>\n<h1>Torn</h1>\n<script>throw new Error('${TORN}')</script>\n`

/** Takes the script out that throws. */
export function mendPage(model: ScriptedModel): void {
  script(model, (reply) =>
    reply.text(
      `It is mended.\n<edit path="index.html">\n<<<<<<< SEARCH\n<script>throw new Error('${TORN}')</script>\n=======\n<p>Nothing to do.</p>\n>>>>>>> REPLACE\n</edit>\n`,
    ),
  )
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
