'use strict'

const board = byId('board')
let editedId = null

enableDragging(board, (cardId, columnId, nextId) => {
  const next = cards.find((card) => card.id === nextId)
  move(cards.find((card) => card.id === cardId), columnId, next)
})

function render() {
  board.replaceChildren(...columns.map(renderColumn))
}

function renderColumn({ id, name }) {
  const own = cardsIn(id)
  const count = el('span', { className: 'count', textContent: own.length })
  const list = el('ul', { className: 'cards', 'data-column': id, 'aria-label': name }, ...own.map(renderCard))
  const heading = el('h2', {}, name, count)
  return el('section', { className: 'column', 'data-column': id, 'aria-label': name }, heading, list, renderForm(id, name))
}

function renderCard(card) {
  const actions = el(
    'div',
    { className: 'card-actions' },
    renderAction('←', '{{left}}', card, () => moveSideways(card, -1), !neighbourColumn(card, -1)),
    renderAction('→', '{{right}}', card, () => moveSideways(card, 1), !neighbourColumn(card, 1)),
    renderAction('✎', '{{edit}}', card, () => edit(card)),
    renderAction('✕', '{{remove}}', card, () => remove(card)),
  )
  const isEdited = card.id === editedId
  const body = isEdited ? renderEditor(card) : el('p', { textContent: card.text })
  const item = el('li', { className: 'board-card', draggable: !isEdited, tabIndex: 0, 'data-id': card.id }, body, actions)
  item.setAttribute('aria-describedby', 'help')
  item.addEventListener('keydown', (event) => {
    if (event.target === item) handleKey(event, card)
  })
  return item
}

function renderEditor(card) {
  const input = el('input', { className: 'input', value: card.text, maxLength: 200, 'aria-label': `{{edit}} ${card.text}` })
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') finishEditing(card, input.value)
    if (event.key === 'Escape') finishEditing(card, card.text)
  })
  input.addEventListener('blur', () => finishEditing(card, input.value))
  return input
}

function renderAction(sign, label, card, onclick, disabled = false) {
  return el('button', { type: 'button', className: 'button icon', 'aria-label': `${label} ${card.text}`, onclick, disabled }, sign)
}

function renderForm(columnId, name) {
  const label = `{{newCard}} ${name}`
  const input = el('input', { className: 'input', maxLength: 200, placeholder: '{{placeholder}}', 'aria-label': label })
  const form = el('form', { className: 'new-card' }, input, el('button', { className: 'button', 'aria-label': `{{add}}: ${name}` }, '+'))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const text = input.value.trim()
    if (text === '') return
    addCard(columnId, text)
    render()
    board.querySelector(`.column[data-column="${columnId}"] input`).focus()
  })
  return form
}

function handleKey(event, card) {
  const steps = { ArrowLeft: -1, ArrowRight: 1 }
  if (event.key in steps) moveSideways(card, steps[event.key])
  else if (event.key === 'ArrowUp') moveWithin(card, -1)
  else if (event.key === 'ArrowDown') moveWithin(card, 1)
  else if (event.key === 'Enter') edit(card)
  else if (event.key === 'Delete') remove(card)
  else return
  event.preventDefault()
}

function moveSideways(card, step) {
  const column = neighbourColumn(card, step)
  if (column) move(card, column.id)
}

function moveWithin(card, step) {
  const own = cardsIn(card.column)
  const position = own.indexOf(card) + step
  if (position < 0 || position >= own.length) return
  move(card, card.column, own[step === -1 ? position : position + 1])
}

function move(card, columnId, before) {
  moveCard(card, columnId, before)
  render()
  board.querySelector(`[data-id="${card.id}"]`).focus()
  announce(`${card.text} {{movedTo}} ${columns.find((column) => column.id === columnId).name}`)
}

function edit(card) {
  editedId = card.id
  render()
  const input = board.querySelector('.board-card .input')
  input.focus()
  input.select()
}

function finishEditing(card, text) {
  if (editedId !== card.id) return
  editedId = null
  renameCard(card, text.trim() || card.text)
  render()
  board.querySelector(`[data-id="${card.id}"]`).focus()
}

function remove(card) {
  deleteCard(card)
  render()
  board.querySelector(`.column[data-column="${card.column}"] input`).focus()
}

render()
