'use strict'

const tabs = [byId('pomodoro-tab'), byId('stopwatch-tab')]

for (const tab of tabs) {
  tab.addEventListener('click', () => showTab(tab))
  tab.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    const other = tabs.find((candidate) => candidate !== tab)
    showTab(other)
    other.focus()
  })
}

function showTab(chosen) {
  for (const tab of tabs) {
    const isChosen = tab === chosen
    tab.setAttribute('aria-selected', String(isChosen))
    tab.tabIndex = isChosen ? 0 : -1
    byId(tab.getAttribute('aria-controls')).hidden = !isChosen
  }
}
