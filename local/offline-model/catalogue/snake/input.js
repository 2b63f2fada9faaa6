'use strict'

const keyDirections = {
  ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right',
  KeyW: 'up', KeyS: 'down', KeyA: 'left', KeyD: 'right',
}
const minSwipe = 20

/** Calls `onTurn('up' …)` for keys, buttons and swipes, and `onMain()` for the space bar and the main button. */
function listen({ canvas, pad, mainButton, onTurn, onMain }) {
  document.addEventListener('keydown', (event) => {
    const direction = keyDirections[event.code]
    if (direction) {
      event.preventDefault()
      onTurn(direction)
    } else if (event.code === 'Space' && !(event.target instanceof HTMLButtonElement)) {
      event.preventDefault()
      onMain()
    }
  })

  mainButton.addEventListener('click', onMain)
  pad.addEventListener('click', (event) => {
    if (event.target.dataset.direction) onTurn(event.target.dataset.direction)
  })

  let start = null
  canvas.addEventListener('pointerdown', (event) => (start = { x: event.clientX, y: event.clientY }))
  canvas.addEventListener('pointermove', (event) => {
    if (start === null) return
    const [x, y] = [event.clientX - start.x, event.clientY - start.y]
    if (Math.max(Math.abs(x), Math.abs(y)) < minSwipe) return
    const sideways = x > 0 ? 'right' : 'left'
    const upright = y > 0 ? 'down' : 'up'
    onTurn(Math.abs(x) > Math.abs(y) ? sideways : upright)
    start = { x: event.clientX, y: event.clientY }
  })
  addEventListener('pointerup', () => (start = null))
}
