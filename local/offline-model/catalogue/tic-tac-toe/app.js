'use strict'

const state = loadState({ level: 'fair', score: { X: 0, O: 0, draw: 0 } }, (kept) => Number.isInteger(kept?.score?.draw))
const thinkingMs = 350

let cells
let player
let first = 'X'

byId('again').addEventListener('click', startGame)
byId('levels').addEventListener('click', (event) => {
  if (!event.target.dataset.level) return
  state.level = event.target.dataset.level
  state.score = { X: 0, O: 0, draw: 0 }
  first = 'X'
  saveState(state)
  startGame()
})

const buttons = Array.from({ length: 9 }, (_, index) => {
  return el('button', { type: 'button', className: 'cell', onclick: () => play(index), onkeydown: (event) => moveFocus(event, index) })
})
byId('board').append(...buttons)

function startGame() {
  cells = Array(9).fill(null)
  player = first
  render()
  thinkIfComputer()
}

function isOver() {
  return winningLine(cells) !== undefined || freeCells(cells).length === 0
}

function isComputer() {
  return state.level !== 'friend' && player === 'O'
}

function play(index) {
  if (cells[index] === null && !isOver() && !isComputer()) mark(index)
}

function mark(index) {
  cells = place(cells, index, player)
  if (isOver()) countGame()
  else player = otherPlayer(player)
  render()
  thinkIfComputer()
}

function thinkIfComputer() {
  if (isOver() || !isComputer()) return
  const thoughtAbout = cells
  setTimeout(() => {
    if (cells === thoughtAbout) mark(chooseCell(cells, player, state.level))
  }, thinkingMs)
}

/** The loser begins the next game. */
function countGame() {
  state.score[winningLine(cells) ? player : 'draw'] += 1
  first = otherPlayer(player)
  saveState(state)
}

function render() {
  const line = winningLine(cells) ?? []
  buttons.forEach((button, index) => {
    const place = `{{row}} ${Math.floor(index / 3) + 1}, {{column}} ${(index % 3) + 1}`
    button.textContent = cells[index] ?? ''
    button.className = ['cell', cells[index]?.toLowerCase(), line.includes(index) && 'winning'].filter(Boolean).join(' ')
    button.setAttribute('aria-label', `${place}: ${cells[index] ?? '{{free}}'}`)
    button.setAttribute('aria-disabled', String(cells[index] !== null || isOver()))
  })
  for (const button of byId('levels').children) {
    button.setAttribute('aria-pressed', String(button.dataset.level === state.level))
  }
  byId('score-x').textContent = state.score.X
  byId('score-o').textContent = state.score.O
  byId('score-draw').textContent = state.score.draw
  announce(describe())
}

function describe() {
  if (winningLine(cells)) return `${player} {{wins}}`
  return isOver() ? '{{draw}}' : `{{turn}} ${player}`
}

function moveFocus(event, index) {
  const [row, column] = [Math.floor(index / 3), index % 3]
  const target = {
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
  }[event.key]
  if (!target || target.some((number) => number < 0 || number > 2)) return
  event.preventDefault()
  buttons[target[0] * 3 + target[1]].focus()
}

startGame()
