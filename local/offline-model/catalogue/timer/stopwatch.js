'use strict'

const watch = { startedAt: null, elapsedMs: 0, ticker: null }

byId('stopwatch-start').addEventListener('click', () => (watch.startedAt === null ? startWatch() : pauseWatch()))
byId('stopwatch-lap').addEventListener('click', () => byId('laps').append(el('li', { textContent: formatWatch() })))
byId('stopwatch-reset').addEventListener('click', () => {
  pauseWatch()
  watch.elapsedMs = 0
  byId('laps').replaceChildren()
  renderWatch()
})

function startWatch() {
  watch.startedAt = Date.now()
  watch.ticker = setInterval(renderWatch, 50)
  renderWatch()
}

function pauseWatch() {
  clearInterval(watch.ticker)
  watch.elapsedMs = totalMs()
  watch.startedAt = null
  renderWatch()
}

function totalMs() {
  return watch.elapsedMs + (watch.startedAt === null ? 0 : Date.now() - watch.startedAt)
}

/** Minutes, seconds and tenths, as 02:07.3. */
function formatWatch() {
  const tenths = Math.floor(totalMs() / 100)
  const minutes = String(Math.floor(tenths / 600)).padStart(2, '0')
  const seconds = String(Math.floor(tenths / 10) % 60).padStart(2, '0')
  return `${minutes}:${seconds}.${tenths % 10}`
}

function renderWatch() {
  byId('stopwatch-time').textContent = formatWatch()
  byId('stopwatch-start').textContent = watch.startedAt === null ? '{{start}}' : '{{pause}}'
  byId('stopwatch-lap').disabled = watch.startedAt === null
}

renderWatch()
