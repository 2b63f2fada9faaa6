'use strict'

/** Lets cards be dragged; `onDrop(cardId, columnId, idOfNextCard)` is called once a card is let go over a column. */
function enableDragging(board, onDrop) {
  let draggedId = null

  board.addEventListener('dragstart', (event) => {
    const card = event.target.closest('.board-card')
    if (!card) return
    draggedId = card.dataset.id
    event.dataTransfer.effectAllowed = 'move'
    event.dataTransfer.setData('text/plain', draggedId)
    card.classList.add('dragged')
  })

  board.addEventListener('dragover', (event) => {
    const list = cardListAt(event)
    if (!list || draggedId === null) return
    event.preventDefault()
    markTarget(list)
  })

  board.addEventListener('drop', (event) => {
    const list = cardListAt(event)
    if (!list || draggedId === null) return
    event.preventDefault()
    onDrop(draggedId, list.dataset.column, idBelow(list, event.clientY))
  })

  board.addEventListener('dragend', () => {
    draggedId = null
    markTarget(null)
    board.querySelector('.dragged')?.classList.remove('dragged')
  })

  function cardListAt(event) {
    return event.target.closest('.column')?.querySelector('.cards')
  }

  function markTarget(list) {
    for (const other of board.querySelectorAll('.cards')) other.classList.toggle('target', other === list)
  }

  /** The first card whose middle is below the pointer: the dragged one goes before it. */
  function idBelow(list, y) {
    const others = [...list.children].filter((card) => card.dataset.id !== draggedId)
    return others.find((card) => {
      const box = card.getBoundingClientRect()
      return y < box.top + box.height / 2
    })?.dataset.id
  }
}
