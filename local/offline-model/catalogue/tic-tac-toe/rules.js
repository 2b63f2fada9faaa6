'use strict'

const lines = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [0, 3, 6], [1, 4, 7], [2, 5, 8], [0, 4, 8], [2, 4, 6]]

/** The three cells with which somebody has won, or undefined. `cells` holds 'X', 'O' or null, nine of them. */
function winningLine(cells) {
  return lines.find(([a, b, c]) => cells[a] !== null && cells[a] === cells[b] && cells[a] === cells[c])
}

function freeCells(cells) {
  return cells.flatMap((mark, index) => (mark === null ? [index] : []))
}

function otherPlayer(player) {
  return player === 'X' ? 'O' : 'X'
}

/** The cell where the computer plays. An easy one plays by chance, a fair one half of the time. */
function chooseCell(cells, player, level) {
  const chance = { easy: 1, fair: 0.5, perfect: 0 }[level]
  const free = freeCells(cells)
  if (Math.random() < chance) return free[Math.floor(Math.random() * free.length)]
  const rated = free.map((index) => ({ index, rating: -rate(place(cells, index, player), otherPlayer(player)) }))
  return rated.sort((a, b) => b.rating - a.rating)[0].index
}

function place(cells, index, player) {
  return cells.map((mark, position) => (position === index ? player : mark))
}

/** How good a position is for the player to move, with best play by both; a quick win is worth more than a late one. */
function rate(cells, player) {
  const free = freeCells(cells)
  if (winningLine(cells)) return -1 - free.length
  if (free.length === 0) return 0
  return Math.max(...free.map((index) => -rate(place(cells, index, player), otherPlayer(player))))
}
