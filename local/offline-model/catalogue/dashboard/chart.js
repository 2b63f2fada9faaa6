'use strict'

const chartBox = { left: 84, right: 630, top: 12, bottom: 208 }

function svgEl(tag, attributes, text = '') {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.textContent = text
  return element
}

/** A step for the grid that reads well: 1, 2 or 5 times a power of ten. */
function niceStep(max, count) {
  const raw = max / count
  const power = 10 ** Math.floor(Math.log10(raw))
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= raw)
}

/**
 * Draws a line chart of `points`, each { label, value }. `onPoint(point)` is called with the point under the mouse or
 * chosen with the arrow keys, and with null when none is.
 */
function drawLineChart(svg, points, formatValue, onPoint) {
  const step = niceStep(Math.max(...points.map((point) => point.value), 1), 4)
  const top = step * Math.ceil(Math.max(...points.map((point) => point.value), 1) / step)
  const x = (index) => chartBox.left + (index / Math.max(1, points.length - 1)) * (chartBox.right - chartBox.left)
  const y = (value) => chartBox.bottom - (value / top) * (chartBox.bottom - chartBox.top)
  const line = points.map((point, index) => `${x(index).toFixed(1)},${y(point.value).toFixed(1)}`).join(' ')
  const mark = svgEl('circle', { class: 'chart-mark', r: 6, visibility: 'hidden' })

  svg.replaceChildren(
    ...drawGrid(top, step, y, formatValue),
    ...drawLabels(points, x),
    svgEl('polygon', { class: 'chart-area', points: `${x(0)},${chartBox.bottom} ${line} ${x(points.length - 1)},${chartBox.bottom}` }),
    svgEl('polyline', { class: 'chart-line', points: line }),
    mark,
  )

  let chosen = points.length - 1
  function choose(index) {
    chosen = Math.min(points.length - 1, Math.max(0, index))
    mark.setAttribute('cx', x(chosen))
    mark.setAttribute('cy', y(points[chosen].value))
    mark.setAttribute('visibility', 'visible')
    onPoint(points[chosen])
  }
  function leave() {
    mark.setAttribute('visibility', 'hidden')
    onPoint(null)
  }

  svg.onpointermove = (event) => {
    const box = svg.getBoundingClientRect()
    const position = ((event.clientX - box.left) / box.width) * 640
    choose(Math.round(((position - chartBox.left) / (chartBox.right - chartBox.left)) * (points.length - 1)))
  }
  svg.onpointerleave = leave
  svg.onblur = leave
  svg.onkeydown = (event) => {
    if (event.key === 'ArrowLeft') choose(chosen - 1)
    if (event.key === 'ArrowRight') choose(chosen + 1)
  }
}

function drawGrid(top, step, y, formatValue) {
  const values = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step)
  return values.flatMap((value) => [
    svgEl('line', { class: 'chart-grid', x1: chartBox.left, x2: chartBox.right, y1: y(value), y2: y(value) }),
    svgEl('text', { class: 'chart-label', x: chartBox.left - 8, y: y(value) + 4, 'text-anchor': 'end' }, formatValue(value)),
  ])
}

/** Dates below the chart, as many as fit. */
function drawLabels(points, x) {
  const every = Math.ceil(points.length / 7)
  return points.flatMap(({ label }, index) => {
    if ((points.length - 1 - index) % every !== 0) return []
    const anchor = index === points.length - 1 ? 'end' : 'middle'
    return [svgEl('text', { class: 'chart-label', x: x(index), y: 230, 'text-anchor': anchor }, label)]
  })
}

/** Draws one bar per row, each { label, value }, against the largest. */
function drawBars(list, rows, formatValue) {
  const max = Math.max(...rows.map((row) => row.value), 1)
  list.replaceChildren(
    ...rows.map(({ label, value }) => {
      const fill = el('div')
      fill.style.width = `${(value / max) * 100}%`
      const text = el('p', {}, el('span', { textContent: label }), el('strong', { textContent: formatValue(value) }))
      return el('li', {}, text, el('div', { className: 'bar', 'aria-hidden': 'true' }, fill))
    }),
  )
}
