'use strict'

const emptyTexts = { all: '{{emptyAll}}', active: '{{emptyActive}}', done: '{{emptyDone}}' }

/** A task is { id, text, done }. */
const state = loadState({ tasks: [], filter: 'all' }, (kept) => Array.isArray(kept?.tasks) && kept.filter in emptyTexts)
let editedId = null

byId('new-task').addEventListener('submit', (event) => {
  event.preventDefault()
  const input = byId('new-task-text')
  const text = input.value.trim()
  if (text !== '') {
    state.tasks.push({ id: Date.now() + Math.random(), text, done: false })
    announce(`{{added}} ${text}`)
    update()
  }
  input.value = ''
  input.focus()
})

byId('filters').addEventListener('click', (event) => {
  const { filter } = event.target.dataset
  if (filter === undefined) return
  state.filter = filter
  update()
})

byId('clear-done').addEventListener('click', () => {
  state.tasks = state.tasks.filter((task) => !task.done)
  update()
  byId('new-task-text').focus()
})

function update() {
  saveState(state)
  render()
}

function render() {
  const visible = state.tasks.filter((task) => state.filter === 'all' || task.done === (state.filter === 'done'))
  byId('tasks').replaceChildren(...visible.map((task) => (task.id === editedId ? renderEditor(task) : renderTask(task))))
  byId('empty').textContent = emptyTexts[state.filter]
  byId('empty').hidden = visible.length > 0
  byId('left').textContent = state.tasks.filter((task) => !task.done).length
  byId('clear-done').disabled = !state.tasks.some((task) => task.done)
  for (const button of byId('filters').children) {
    button.setAttribute('aria-pressed', String(button.dataset.filter === state.filter))
  }
}

function renderTask(task) {
  const checkbox = el('input', { type: 'checkbox', checked: task.done, onchange: () => toggle(task) })
  const edit = el('button', { type: 'button', className: 'button icon', 'aria-label': `{{edit}} ${task.text}` }, '✎')
  const remove = el('button', { type: 'button', className: 'button icon danger', 'aria-label': `{{remove}} ${task.text}` }, '✕')
  edit.addEventListener('click', () => startEditing(task))
  remove.addEventListener('click', () => removeTask(task))
  const text = el('span', { className: 'text', textContent: task.text })
  const item = el('li', { className: task.done ? 'task done' : 'task' }, el('label', {}, checkbox, text), edit, remove)
  item.dataset.id = task.id
  return item
}

function renderEditor(task) {
  const input = el('input', { className: 'input', value: task.text, maxLength: 200, 'aria-label': `{{edit}} ${task.text}` })
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') finishEditing(task, input.value)
    if (event.key === 'Escape') finishEditing(task, task.text)
  })
  input.addEventListener('blur', () => finishEditing(task, input.value))
  return el('li', { className: 'task' }, input)
}

function toggle(task) {
  task.done = !task.done
  update()
  const item = byId('tasks').querySelector(`[data-id="${task.id}"] input`)
  if (item) item.focus()
}

function startEditing(task) {
  editedId = task.id
  render()
  const input = byId('tasks').querySelector('.input')
  input.focus()
  input.select()
}

function finishEditing(task, text) {
  if (editedId !== task.id) return
  editedId = null
  task.text = text.trim() || task.text
  update()
}

function removeTask(task) {
  state.tasks = state.tasks.filter((other) => other !== task)
  announce(`{{removed}} ${task.text}`)
  update()
  byId('new-task-text').focus()
}

render()
