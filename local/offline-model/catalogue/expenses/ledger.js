'use strict'

const categories = { food: '{{food}}', home: '{{home}}', transport: '{{transport}}', health: '{{health}}', fun: '{{fun}}', other: '{{other}}' }

/** An entry is { id, kind: 'expense' or 'income', cents, category, date: 'YYYY-MM-DD', note }. Money is kept in whole cents. */
let ledger = loadState([], (kept) => Array.isArray(kept) && kept.every((entry) => Number.isInteger(entry.cents)))

function addEntry(entry) {
  ledger.push({ id: Date.now() + Math.random(), ...entry })
  saveState(ledger)
}

function deleteEntry(entry) {
  ledger = ledger.filter((other) => other !== entry)
  saveState(ledger)
}

/** The entries of a month given as 'YYYY-MM', newest first. */
function entriesOf(month) {
  return ledger.filter((entry) => entry.date.startsWith(month)).sort((a, b) => b.date.localeCompare(a.date) || b.id - a.id)
}

function sumCents(entries, kind) {
  return entries.filter((entry) => entry.kind === kind).reduce((sum, entry) => sum + entry.cents, 0)
}

/** Expenses by category, largest first: { category, cents }. */
function expensesByCategory(entries) {
  const totals = Object.keys(categories).map((category) => {
    return { category, cents: sumCents(entries.filter((entry) => entry.category === category), 'expense') }
  })
  return totals.filter(({ cents }) => cents > 0).sort((a, b) => b.cents - a.cents)
}

/** Every entry as CSV. A leading =, +, - or @ is quoted so that a spreadsheet does not take a note for a formula. */
function toCsv() {
  const quote = (value) => `"${String(value).replace(/^[=+\-@]/, "'$&").replaceAll('"', '""')}"`
  const rows = ledger.map(({ date, kind, cents, category, note }) => {
    const name = kind === 'expense' ? categories[category] : '{{income}}'
    return [quote(date), (kind === 'expense' ? -cents : cents) / 100, quote(name), quote(note)].join(',')
  })
  return [['{{date}}', '{{amount}}', '{{category}}', '{{note}}'].map(quote).join(','), ...rows].join('\r\n')
}
