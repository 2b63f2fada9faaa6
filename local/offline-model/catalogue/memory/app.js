'use strict'

const lookMs = 900
/** The fewest moves so far, by number of pairs. */
const best = loadState({}, (kept) => kept !== null && typeof kept === 'object')

/** A card is { picture, isFound, button }. */
let cards = []
let turned = []
let moves = 0
let startedAt = null
let clock = null
let hideTimer = null
let size = 8

byId('again').addEventListener('click', startGame)
byId('sizes').addEventListener('click', (event) => {
  if (!event.target.dataset.size) return
  size = Number(event.target.dataset.size)
  startGame()
})

function startGame() {
  clearInterval(clock)
  clearTimeout(hideTimer)
  startedAt = null
  moves = 0
  turned = []
  const chosen = shuffle(pictures).slice(0, size)
  cards = shuffle([...chosen, ...chosen]).map((picture) => ({ picture, isFound: false }))
  for (const [index, card] of cards.entries()) {
    card.button = el('button', { type: 'button', onclick: () => turnOver(card), 'data-position': index + 1 })
  }
  byId('cards').replaceChildren(...cards.map((card) => card.button))
  byId('cards').classList.toggle('large', size > 8)
  announce('')
  render()
  renderTime()
}

/** A new list in random order; every order is equally likely. */
function shuffle(list) {
  const result = [...list]
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1))
    ;[result[last], result[other]] = [result[other], result[last]]
  }
  return result
}

function turnOver(card) {
  if (card.isFound || turned.includes(card)) return
  if (turned.length === 2) hideOpen()
  if (startedAt === null) startClock()
  turned.push(card)
  announce(card.picture.name)
  if (turned.length === 2) compare()
  render()
}

function compare() {
  moves += 1
  const [first, second] = turned
  if (first.picture !== second.picture) {
    announce(`${second.picture.name}. {{noMatch}}`)
    hideTimer = setTimeout(() => {
      hideOpen()
      render()
    }, lookMs)
    return
  }
  first.isFound = second.isFound = true
  turned = []
  announce(`{{match}} ${first.picture.name}`)
  if (cards.every((card) => card.isFound)) finish()
}

function hideOpen() {
  clearTimeout(hideTimer)
  turned = []
}

function startClock() {
  startedAt = Date.now()
  clock = setInterval(renderTime, 500)
}

function finish() {
  clearInterval(clock)
  renderTime()
  best[size] = Math.min(best[size] ?? Infinity, moves)
  saveState(best)
  announce(`{{won}} ${moves}`)
}

function render() {
  for (const [index, { picture, isFound, button }] of cards.entries()) {
    const isOpen = isFound || turned.includes(cards[index])
    button.className = ['memory-card', isFound && 'found', isOpen && 'open'].filter(Boolean).join(' ')
    button.replaceChildren(...(isOpen ? [drawPicture(picture)] : []))
    button.setAttribute('aria-label', `{{card}} ${index + 1}: ${isOpen ? picture.name : '{{hidden}}'}`)
    button.setAttribute('aria-disabled', String(isFound))
  }
  byId('moves').textContent = moves
  byId('best').textContent = best[size] ?? '–'
  for (const button of byId('sizes').children) {
    button.setAttribute('aria-pressed', String(Number(button.dataset.size) === size))
  }
}

function renderTime() {
  const seconds = startedAt === null ? 0 : Math.floor((Date.now() - startedAt) / 1000)
  byId('time').textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

startGame()
