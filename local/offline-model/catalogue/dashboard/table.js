'use strict'

/** What the table shows: the field of an order, its heading, and how it is written. */
const tableColumns = [
  { field: 'number', name: '{{number}}', format: (value) => `#${value}` },
  { field: 'date', name: '{{date}}', format: (value) => value.toLocaleDateString('{{lang}}') },
  { field: 'customer', name: '{{customer}}', format: String },
  { field: 'channel', name: '{{channel}}', format: String },
  { field: 'amount', name: '{{amount}}', format: (value) => formatMoney(value), isNumeric: true },
]

const sorting = { field: 'number', isAscending: false }

byId('search').addEventListener('input', renderTable)

function renderTable() {
  const rows = sortOrders(orders.filter(matchesSearch)).map((order) =>
    el('tr', {}, ...tableColumns.map(({ field, format, isNumeric }) =>
      el('td', { className: isNumeric ? 'numeric' : '', textContent: format(order[field]) }))))
  byId('columns').replaceChildren(...tableColumns.map(renderHeading))
  byId('orders').replaceChildren(...rows)
  byId('no-orders').hidden = rows.length > 0
}

function matchesSearch(order) {
  const words = byId('search').value.trim().toLowerCase()
  return tableColumns.some(({ field, format }) => format(order[field]).toLowerCase().includes(words))
}

function sortOrders(list) {
  const direction = sorting.isAscending ? 1 : -1
  return [...list].sort((a, b) => {
    const [left, right] = [a[sorting.field], b[sorting.field]]
    const order = typeof left === 'string' ? left.localeCompare(right, '{{lang}}') : left - right
    return order * direction
  })
}

function renderHeading({ field, name, isNumeric }) {
  const button = el('button', { type: 'button', textContent: name, onclick: () => sortBy(field) })
  const heading = el('th', { scope: 'col', className: isNumeric ? 'numeric' : '' }, button)
  if (sorting.field === field) heading.setAttribute('aria-sort', sorting.isAscending ? 'ascending' : 'descending')
  return heading
}

function sortBy(field) {
  sorting.isAscending = sorting.field === field ? !sorting.isAscending : true
  sorting.field = field
  renderTable()
  byId('columns').children[tableColumns.findIndex((column) => column.field === field)].firstChild.focus()
}
