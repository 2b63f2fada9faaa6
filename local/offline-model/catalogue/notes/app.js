'use strict'

const saveDelayMs = 400
const dateFormat = new Intl.DateTimeFormat('{{lang}}', { dateStyle: 'medium', timeStyle: 'short' })

/** A note is { id, title, text, changedAt } with the time in milliseconds. */
let notes = loadState([], Array.isArray)
let openId = null
let lastDeleted = null
let saveTimer = null

byId('new-note').addEventListener('click', () => {
  const note = { id: Date.now() + Math.random(), title: '', text: '', changedAt: Date.now() }
  notes.unshift(note)
  byId('search').value = ''
  save()
  showNote(note.id)
  byId('note-title').focus()
})

byId('search').addEventListener('input', renderList)
byId('note-title').addEventListener('input', change)
byId('note-text').addEventListener('input', change)
byId('editor').addEventListener('submit', (event) => event.preventDefault())
byId('delete').addEventListener('click', deleteOpenedNote)
byId('undo').addEventListener('click', bringBack)
addEventListener('pagehide', save)

function change() {
  const note = openedNote()
  note.title = byId('note-title').value
  note.text = byId('note-text').value
  note.changedAt = Date.now()
  notes = [note, ...notes.filter((other) => other !== note)]
  byId('saved').textContent = '{{saving}}'
  clearTimeout(saveTimer)
  saveTimer = setTimeout(save, saveDelayMs)
  renderList()
}

function save() {
  clearTimeout(saveTimer)
  saveState(notes)
  byId('saved').textContent = '{{saved}}'
}

function openedNote() {
  return notes.find((note) => note.id === openId)
}

function showNote(id) {
  openId = id
  const note = openedNote()
  byId('editor').hidden = note === undefined
  byId('choose').hidden = note !== undefined
  byId('note-title').value = note?.title ?? ''
  byId('note-text').value = note?.text ?? ''
  byId('saved').textContent = ''
  renderList()
}

function deleteOpenedNote() {
  lastDeleted = openedNote()
  notes = notes.filter((note) => note !== lastDeleted)
  save()
  showNote(null)
  byId('undo-bar').hidden = false
  byId('undo').focus()
}

function bringBack() {
  notes = [lastDeleted, ...notes]
  save()
  byId('undo-bar').hidden = true
  showNote(lastDeleted.id)
  byId('note-title').focus()
}

function renderList() {
  const words = byId('search').value.trim().toLowerCase()
  const found = notes.filter((note) => `${note.title}\n${note.text}`.toLowerCase().includes(words))
  byId('notes').replaceChildren(...found.map(renderNote))
  byId('empty').hidden = found.length > 0
  byId('empty').textContent = notes.length === 0 ? '{{empty}}' : '{{notFound}}'
}

function renderNote(note) {
  const button = el(
    'button',
    { type: 'button', className: 'note', 'aria-current': String(note.id === openId), onclick: () => showNote(note.id) },
    el('strong', { textContent: note.title || '{{untitled}}' }),
    el('span', { className: 'muted', textContent: note.text.slice(0, 80) || '{{noText}}' }),
    el('time', { dateTime: new Date(note.changedAt).toISOString(), textContent: dateFormat.format(note.changedAt) }),
  )
  return el('li', {}, button)
}

showNote(notes[0]?.id ?? null)
