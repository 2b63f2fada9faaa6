'use strict'

const fieldSize = 20
const directions = { up: { x: 0, y: -1 }, down: { x: 0, y: 1 }, left: { x: -1, y: 0 }, right: { x: 1, y: 0 } }

/** A new game: the snake's cells from head to tail, its direction, the turns asked for, and the food. */
function newGame() {
  const snake = [{ x: 8, y: 10 }, { x: 7, y: 10 }, { x: 6, y: 10 }]
  return { snake, direction: directions.right, turns: [], food: { x: 14, y: 10 }, score: 0, isOver: false }
}

/** Remembers a turn for the coming steps. Turning back into the own neck is ignored. */
function turn(game, name) {
  const last = game.turns.at(-1) ?? game.direction
  const next = directions[name]
  const isReversal = last.x + next.x === 0 && last.y + next.y === 0
  if (!isReversal && last !== next && game.turns.length < 3) game.turns.push(next)
}

/** Moves the snake by one cell: it eats, or dies at a wall or at itself. */
function step(game) {
  game.direction = game.turns.shift() ?? game.direction
  const [head] = game.snake
  const next = { x: head.x + game.direction.x, y: head.y + game.direction.y }
  const isEating = sameCell(next, game.food)
  const body = isEating ? game.snake : game.snake.slice(0, -1)
  if (isOutside(next) || body.some((cell) => sameCell(cell, next))) {
    game.isOver = true
    return
  }
  game.snake = [next, ...body]
  if (!isEating) return
  game.score += 1
  game.food = placeFood(game.snake)
  game.isOver = game.food === undefined
}

function sameCell(a, b) {
  return a.x === b.x && a.y === b.y
}

function isOutside({ x, y }) {
  return x < 0 || y < 0 || x >= fieldSize || y >= fieldSize
}

/** A free cell by chance; undefined once the snake fills the field. */
function placeFood(snake) {
  const taken = new Set(snake.map(({ x, y }) => y * fieldSize + x))
  const free = Array.from({ length: fieldSize ** 2 }, (_, index) => index).filter((index) => !taken.has(index))
  if (free.length === 0) return undefined
  const index = free[Math.floor(Math.random() * free.length)]
  return { x: index % fieldSize, y: Math.floor(index / fieldSize) }
}
