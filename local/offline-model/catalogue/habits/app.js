'use strict'

const weekdayName = new Intl.DateTimeFormat('{{lang}}', { weekday: 'short' })
const dayName = new Intl.DateTimeFormat('{{lang}}', { day: 'numeric', month: 'long' })

/** A habit is { id, name, days }, where days lists the days on which it was done. */
let habits = loadState([], (kept) => Array.isArray(kept) && kept.every((habit) => Array.isArray(habit.days)))
let weekOffset = 0

byId('new-habit').addEventListener('submit', (event) => {
  event.preventDefault()
  const name = byId('new-habit-name').value.trim()
  if (name !== '') habits.push({ id: Date.now() + Math.random(), name, days: [] })
  byId('new-habit-name').value = ''
  byId('new-habit-name').focus()
  update()
})

byId('earlier').addEventListener('click', () => showWeek(weekOffset - 1))
byId('later').addEventListener('click', () => showWeek(weekOffset + 1))

function showWeek(offset) {
  weekOffset = Math.min(0, offset)
  render()
}

function update() {
  saveState(habits)
  render()
}

function render() {
  const days = weekDays(weekOffset)
  const doneToday = habits.filter((habit) => habit.days.includes(currentDay())).length
  byId('today-count').textContent = `${doneToday} / ${habits.length}`
  byId('today-progress').value = habits.length === 0 ? 0 : doneToday / habits.length
  byId('week-name').textContent = `${dayName.format(toDate(days[0]))} – ${dayName.format(toDate(days[6]))}`
  byId('later').disabled = weekOffset === 0
  byId('empty').hidden = habits.length > 0
  byId('head').replaceChildren(
    el('th', { scope: 'col', textContent: '{{habit}}' }),
    ...days.map(renderDayHeading),
    el('th', { scope: 'col', textContent: '{{streak}}' }),
    el('td'),
  )
  byId('habits').replaceChildren(...habits.map((habit) => renderHabit(habit, days)))
}

function renderDayHeading(day) {
  const date = toDate(day)
  const isToday = day === currentDay()
  return el('th', { scope: 'col', className: isToday ? 'is-today' : '' }, weekdayName.format(date), el('br'), String(date.getDate()))
}

function renderHabit(habit, days) {
  const remove = el('button', { type: 'button', className: 'button icon danger', 'aria-label': `{{remove}} ${habit.name}` }, '✕')
  remove.addEventListener('click', () => {
    habits = habits.filter((other) => other !== habit)
    update()
    byId('new-habit-name').focus()
  })
  return el(
    'tr',
    {},
    el('th', { scope: 'row', textContent: habit.name }),
    ...days.map((day) => el('td', {}, renderTick(habit, day))),
    el('td', { className: 'streak', textContent: `${countStreak(habit.days)} {{days}}` }),
    el('td', {}, remove),
  )
}

function renderTick(habit, day) {
  const isDone = habit.days.includes(day)
  const label = `${habit.name}, ${dayName.format(toDate(day))}`
  const tick = el('button', { type: 'button', className: 'tick', 'aria-label': label, 'aria-pressed': String(isDone), disabled: day > currentDay() }, '✓')
  tick.addEventListener('click', () => {
    habit.days = isDone ? habit.days.filter((other) => other !== day) : [...habit.days, day]
    update()
    document.querySelector(`[aria-label="${CSS.escape(label)}"]`)?.focus()
  })
  return tick
}

render()
