'use strict'

/** A day is written as YYYY-MM-DD by the clock on the wall. */
function toDay(date) {
  const month = String(date.getMonth() + 1).padStart(2, '0')
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, '0')}`
}

function toDate(day) {
  const [year, month, date] = day.split('-').map(Number)
  return new Date(year, month - 1, date)
}

function addDays(day, count) {
  const date = toDate(day)
  date.setDate(date.getDate() + count)
  return toDay(date)
}

function currentDay() {
  return toDay(new Date())
}

/** The seven days, from Monday, of the week that lies `offset` weeks from this one. */
function weekDays(offset) {
  const day = currentDay()
  const sinceMonday = (toDate(day).getDay() + 6) % 7
  return Array.from({ length: 7 }, (_, index) => addDays(day, index - sinceMonday + offset * 7))
}

/** Days in a row up to today; a day that is not over yet does not break a streak. */
function countStreak(doneDays) {
  const done = new Set(doneDays)
  let day = currentDay()
  if (!done.has(day)) day = addDays(day, -1)
  let length = 0
  while (done.has(day)) {
    length += 1
    day = addDays(day, -1)
  }
  return length
}
