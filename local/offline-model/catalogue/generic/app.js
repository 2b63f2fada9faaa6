'use strict'

const firstSteps = ['{{step1}}', '{{step2}}', '{{step3}}'].map((text) => ({ text, done: false }))

/** A step is { text, done }. */
let steps = loadState(firstSteps, (kept) => Array.isArray(kept) && kept.every((step) => typeof step.text === 'string'))

byId('new-step').addEventListener('submit', (event) => {
  event.preventDefault()
  const text = byId('new-step-text').value.trim()
  if (text !== '') steps.push({ text, done: false })
  byId('new-step-text').value = ''
  update()
})

function update() {
  saveState(steps)
  render()
}

function render() {
  byId('steps').replaceChildren(...steps.map(renderStep))
}

function renderStep(step) {
  const item = el('li', { className: step.done ? 'done' : '' })
  const checkbox = el('input', { type: 'checkbox', checked: step.done })
  checkbox.addEventListener('change', () => {
    step.done = checkbox.checked
    item.className = step.done ? 'done' : ''
    saveState(steps)
  })
  const remove = el('button', { type: 'button', className: 'button icon danger', 'aria-label': `{{remove}} ${step.text}` }, '✕')
  remove.addEventListener('click', () => {
    steps = steps.filter((other) => other !== step)
    update()
    byId('new-step-text').focus()
  })
  item.append(el('label', {}, checkbox, el('span', { textContent: step.text })), remove)
  return item
}

render()
