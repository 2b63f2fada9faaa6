'use strict'

/** Columns from left to right. */
const columns = [
  { id: 'todo', name: '{{todo}}' },
  { id: 'doing', name: '{{doing}}' },
  { id: 'done', name: '{{done}}' },
]

const firstCards = [
  { id: '1', column: 'todo', text: '{{sample1}}' },
  { id: '2', column: 'doing', text: '{{sample2}}' },
  { id: '3', column: 'done', text: '{{sample3}}' },
]

/** Every card, in the order in which they stand in their columns. */
let cards = loadState(firstCards, (kept) =>
  Array.isArray(kept) && kept.every((card) => columns.some((column) => column.id === card.column)))

function cardsIn(column) {
  return cards.filter((card) => card.column === column)
}

function addCard(column, text) {
  cards.push({ id: String(Date.now() + Math.random()), column, text })
  saveState(cards)
}

function renameCard(card, text) {
  card.text = text
  saveState(cards)
}

function deleteCard(card) {
  cards = cards.filter((other) => other !== card)
  saveState(cards)
}

/** Puts a card into a column, before another card, or at the end when that is undefined. */
function moveCard(card, column, before) {
  card.column = column
  cards = cards.filter((other) => other !== card)
  const position = before === undefined ? cards.length : cards.indexOf(before)
  cards.splice(position, 0, card)
  saveState(cards)
}

/** The column next to a card's own; step is -1 or 1. Undefined past the edge. */
function neighbourColumn(card, step) {
  return columns[columns.findIndex((column) => column.id === card.column) + step]
}
