'use strict'

const canvas = byId('canvas')
const context = canvas.getContext('2d')
const cell = canvas.width / fieldSize
const slowestMs = 150
const fastestMs = 70

let best = loadState(0, Number.isInteger)
let game = newGame()
let timer = null

listen({ canvas, pad: byId('pad'), mainButton: byId('main-button'), onTurn: steer, onMain: startOrPause })
document.addEventListener('visibilitychange', () => {
  if (document.hidden && timer !== null) pause()
})
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw)

function steer(direction) {
  turn(game, direction)
  if (timer === null && !game.isOver) run()
}

function startOrPause() {
  if (timer !== null) return pause()
  if (game.isOver) game = newGame()
  return run()
}

function run() {
  announce('')
  byId('main-button').textContent = '{{pause}}'
  scheduleStep()
}

function pause() {
  clearTimeout(timer)
  timer = null
  announce('{{pause}}')
  byId('main-button').textContent = '{{resume}}'
}

function scheduleStep() {
  timer = setTimeout(() => {
    step(game)
    draw()
    if (game.isOver) finish()
    else scheduleStep()
  }, Math.max(fastestMs, slowestMs - game.score * 3))
}

function finish() {
  timer = null
  best = Math.max(best, game.score)
  saveState(best)
  announce(`{{over}} ${game.score}`)
  byId('main-button').textContent = '{{again}}'
  draw()
}

function draw() {
  /** The colours of base.css, which a canvas does not understand by itself. */
  const colour = (name) => {
    canvas.style.color = `var(${name})`
    return getComputedStyle(canvas).color
  }
  byId('score').textContent = game.score
  byId('best').textContent = Math.max(best, game.score)
  context.fillStyle = colour('--surface-raised')
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.fillStyle = colour('--accent')
  game.snake.forEach((part, index) => {
    context.globalAlpha = index === 0 ? 1 : 0.75
    drawCell(part, 6)
  })
  context.globalAlpha = 1
  context.fillStyle = colour('--danger')
  if (game.food) drawCell(game.food, cell / 2)
}

function drawCell({ x, y }, radius) {
  context.beginPath()
  context.roundRect(x * cell + 1, y * cell + 1, cell - 2, cell - 2, radius)
  context.fill()
}

draw()
