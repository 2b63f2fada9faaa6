'use strict'

const maxResults = 20
const problems = { malformed: '{{malformed}}', divisionByZero: '{{divisionByZero}}' }
const display = byId('expression')

/** Newest first, each { expression, result }. */
let results = loadState([], (kept) => Array.isArray(kept) && kept.every((entry) => typeof entry.result === 'string'))

byId('keys').addEventListener('click', (event) => {
  const { key, action } = event.target.dataset
  if (key) insert(key)
  if (action === 'clear') setExpression('')
  if (action === 'backspace') backspace()
  if (action === 'equals') finish()
})

display.addEventListener('input', () => {
  const allowed = display.value.replace(/[^\d\s.,e+\-*/()%]/g, '')
  if (allowed !== display.value) display.value = allowed
  preview()
})

document.addEventListener('keydown', (event) => {
  const isOnButton = event.target instanceof HTMLButtonElement
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === '=' || (event.key === 'Enter' && !isOnButton)) {
    event.preventDefault()
    finish()
  } else if (event.key === 'Escape') {
    setExpression('')
  } else if (event.target !== display && /^[\d.,+\-*/()%]$/.test(event.key)) {
    event.preventDefault()
    insert(event.key)
  } else if (event.target !== display && event.key === 'Backspace') {
    backspace()
  }
})

byId('clear-history').addEventListener('click', () => {
  results = []
  saveState(results)
  renderHistory()
})

function insert(text) {
  const start = display.selectionStart ?? display.value.length
  const end = display.selectionEnd ?? start
  display.setRangeText(text, start, end, 'end')
  preview()
}

function backspace() {
  const end = display.selectionEnd ?? display.value.length
  const start = display.selectionStart === end ? Math.max(0, end - 1) : display.selectionStart
  display.setRangeText('', start, end, 'end')
  preview()
}

function setExpression(text) {
  display.value = text
  display.setSelectionRange(text.length, text.length)
  preview()
}

/** Shows the result so far; an unfinished expression is no problem yet. */
function preview() {
  let text = ''
  try {
    if (/[-+*/%(]/.test(display.value)) text = `= ${formatNumber(evaluate(display.value))}`
  } catch {
    text = ''
  }
  showResult(text, false)
}

function finish() {
  const expression = display.value.trim()
  if (expression === '') return
  try {
    const result = formatNumber(evaluate(expression))
    results = [{ expression, result }, ...results].slice(0, maxResults)
    saveState(results)
    setExpression(result)
    announce(`${expression} = ${result}`)
    renderHistory()
  } catch (error) {
    showResult(problems[error.message] ?? problems.malformed, true)
    announce(byId('result').textContent)
  }
}

function showResult(text, isProblem) {
  byId('result').textContent = text
  byId('result').classList.toggle('problem', isProblem)
}

function renderHistory() {
  const items = results.map(({ expression, result }) => {
    const lines = [el('span', { className: 'muted', textContent: expression }), el('strong', { textContent: `= ${result}` })]
    return el('li', {}, el('button', { type: 'button', onclick: () => setExpression(result) }, ...lines))
  })
  byId('history').replaceChildren(...items)
  byId('history-empty').hidden = results.length > 0
  byId('clear-history').hidden = results.length === 0
}

renderHistory()
