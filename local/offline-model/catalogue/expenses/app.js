'use strict'

const money = new Intl.NumberFormat('{{lang}}', { style: 'currency', currency: '{{currency}}' })
const dayName = new Intl.DateTimeFormat('{{lang}}', { day: 'numeric', month: 'long', timeZone: 'UTC' })
const form = byId('form')

byId('category').append(...Object.entries(categories).map(([value, name]) => el('option', { value, textContent: name })))
byId('month').value = today().slice(0, 7)
byId('date').value = today()
byId('month').addEventListener('change', render)
byId('export').addEventListener('click', download)

form.addEventListener('change', () => {
  byId('category-field').hidden = form.elements.kind.value === 'income'
})

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const { kind, amount, category, date, note } = Object.fromEntries(new FormData(form))
  const cents = Math.round(Number(amount) * 100)
  addEntry({ kind, cents, category: kind === 'income' ? null : category, date, note: note.trim() })
  announce(`{{added}} ${formatCents(cents)}`)
  byId('month').value = date.slice(0, 7)
  byId('amount').value = ''
  byId('note').value = ''
  byId('amount').focus()
  render()
})

/** Today by the clock on the wall, as YYYY-MM-DD. */
function today() {
  const now = new Date()
  return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10)
}

function formatCents(cents) {
  return money.format(cents / 100)
}

function render() {
  const entries = entriesOf(byId('month').value || today().slice(0, 7))
  const [income, expenses] = [sumCents(entries, 'income'), sumCents(entries, 'expense')]
  byId('balance').textContent = formatCents(income - expenses)
  byId('balance').className = income < expenses ? 'negative' : ''
  byId('income').textContent = formatCents(income)
  byId('expenses').textContent = formatCents(expenses)
  renderCategories(expensesByCategory(entries))
  byId('entries').replaceChildren(...entries.map(renderEntry))
  byId('empty').hidden = entries.length > 0
  byId('export').disabled = ledger.length === 0
}

function renderCategories(totals) {
  byId('categories').replaceChildren(
    ...totals.map(({ category, cents }) => {
      const fill = el('div')
      fill.style.width = `${(cents / totals[0].cents) * 100}%`
      const text = el('p', {}, el('span', { textContent: categories[category] }), el('strong', { textContent: formatCents(cents) }))
      return el('li', {}, text, el('div', { className: 'bar', 'aria-hidden': 'true' }, fill))
    }),
  )
}

function renderEntry(entry) {
  const name = entry.kind === 'income' ? '{{earning}}' : categories[entry.category]
  const amount = formatCents(entry.kind === 'income' ? entry.cents : -entry.cents)
  const text = el('div', {}, entry.note || name, el('small', { textContent: `${dayName.format(new Date(entry.date))} · ${name}` }))
  const remove = el('button', { type: 'button', className: 'button icon danger', 'aria-label': `{{remove}} ${entry.note || name}, ${amount}` }, '✕')
  remove.addEventListener('click', () => {
    deleteEntry(entry)
    render()
    byId('amount').focus()
  })
  return el('li', { className: 'entry' }, text, el('strong', { className: entry.kind === 'income' ? 'income' : '', textContent: amount }), remove)
}

/** The mark in front tells spreadsheets that the text is UTF-8. */
function download() {
  const url = URL.createObjectURL(new Blob(['\uFEFF', toCsv()], { type: 'text/csv' }))
  el('a', { href: url, download: 'expenses.csv' }).click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}

render()
