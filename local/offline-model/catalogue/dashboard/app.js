'use strict'

const money = new Intl.NumberFormat('{{lang}}', { style: 'currency', currency: '{{currency}}', maximumFractionDigits: 0 })
const count = new Intl.NumberFormat('{{lang}}')
const shortMoney = new Intl.NumberFormat('{{lang}}', { notation: 'compact' })
const dayName = new Intl.DateTimeFormat('{{lang}}', { day: 'numeric', month: 'short' })

byId('ranges').addEventListener('click', (event) => {
  if (event.target.dataset.days) showRange(Number(event.target.dataset.days))
})

function formatMoney(value) {
  return money.format(value)
}

function showRange(length) {
  const current = days.slice(-length)
  const previous = days.slice(-2 * length, -length)
  for (const button of byId('ranges').children) {
    button.setAttribute('aria-pressed', String(Number(button.dataset.days) === length))
  }
  byId('figures').replaceChildren(
    renderFigure('{{revenue}}', formatMoney, current, previous, (list) => total(list, 'revenue')),
    renderFigure('{{orders}}', count.format, current, previous, (list) => total(list, 'orders')),
    renderFigure('{{average}}', formatMoney, current, previous, (list) => total(list, 'revenue') / total(list, 'orders')),
    renderFigure('{{visitors}}', count.format, current, previous, (list) => total(list, 'visitors')),
  )
  const points = current.map((day) => ({ label: dayName.format(day.date), value: day.revenue }))
  drawLineChart(byId('chart'), points, shortMoney.format, (point) => {
    byId('chart-value').textContent = point ? `${point.label}: ${formatMoney(point.value)}` : ''
  })
  const rows = channelNames.map((label, index) => ({ label, value: current.reduce((sum, day) => sum + day.byChannel[index], 0) }))
  drawBars(byId('channels'), rows, formatMoney)
}

function total(list, field) {
  return list.reduce((sum, day) => sum + day[field], 0)
}

function renderFigure(name, format, current, previous, measure) {
  const value = measure(current)
  const change = Math.round((value / measure(previous) - 1) * 100)
  const trend = el('span', { className: change < 0 ? 'down' : 'up', textContent: `${change < 0 ? '▼' : '▲'} ${Math.abs(change)}%` })
  return el(
    'article',
    { className: 'card figure' },
    el('h2', { className: 'muted', textContent: name }),
    el('strong', { textContent: format(value) }),
    el('p', {}, trend, el('span', { className: 'muted', textContent: ' {{before}}' })),
  )
}

showRange(30)
renderTable()
