'use strict'

const storageKey = '{{storageKey}}'

/** What was kept in this browser, or the fallback when there is nothing that makes sense. */
function loadState(fallback, isValid) {
  try {
    const state = JSON.parse(localStorage.getItem(storageKey))
    return isValid(state) ? state : fallback
  } catch {
    return fallback
  }
}

/** Keeps a value. Where the browser forbids it, the page goes on working and says so once. */
function saveState(state) {
  try {
    localStorage.setItem(storageKey, JSON.stringify(state))
  } catch {
    showStorageNote()
  }
}

function showStorageNote() {
  if (document.querySelector('.storage-note')) return
  const note = document.createElement('p')
  note.className = 'storage-note'
  note.setAttribute('role', 'status')
  note.textContent = '{{storageNote}}'
  document.body.append(note)
}
