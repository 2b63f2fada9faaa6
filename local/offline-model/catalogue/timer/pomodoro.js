'use strict'

const defaultMinutes = { focus: 25, shortBreak: 5, longBreak: 15 }
const roundsBeforeLongBreak = 4
const pageTitle = document.title

const settings = loadState({ minutes: { ...defaultMinutes }, rounds: 0 }, (kept) =>
  Object.keys(defaultMinutes).every((phase) => kept?.minutes?.[phase] > 0) && Number.isInteger(kept.rounds))

let phase = 'focus'
let remainingMs = settings.minutes.focus * 60000
/** When the phase ends, by the clock: a sleeping tab then loses no time. Null while paused. */
let endsAt = null
let ticker = null
let sound = null

byId('pomodoro-start').addEventListener('click', () => (endsAt === null ? startPhase() : pausePhase()))
byId('pomodoro-reset').addEventListener('click', () => choosePhase(phase))
byId('phases').addEventListener('click', (event) => {
  if (event.target.dataset.phase) choosePhase(event.target.dataset.phase)
})

for (const input of byId('lengths').querySelectorAll('input')) {
  input.value = settings.minutes[input.name]
  input.addEventListener('change', () => {
    if (!input.reportValidity()) return
    settings.minutes[input.name] = Number(input.value)
    saveState(settings)
    if (input.name === phase && endsAt === null) choosePhase(phase)
  })
}

function startPhase() {
  endsAt = Date.now() + remainingMs
  ticker = setInterval(tick, 250)
  announce('')
  prepareSound()
  renderPhase()
}

function pausePhase() {
  remainingMs = Math.max(0, endsAt - Date.now())
  endsAt = null
  clearInterval(ticker)
  renderPhase()
}

function choosePhase(name) {
  clearInterval(ticker)
  endsAt = null
  phase = name
  remainingMs = settings.minutes[phase] * 60000
  renderPhase()
}

function tick() {
  remainingMs = Math.max(0, endsAt - Date.now())
  if (remainingMs > 0) renderPhase()
  else finishPhase()
}

function finishPhase() {
  const wasFocus = phase === 'focus'
  if (wasFocus) settings.rounds += 1
  saveState(settings)
  playSound()
  announce(wasFocus ? '{{focusOver}}' : '{{breakOver}}')
  const nextBreak = settings.rounds % roundsBeforeLongBreak === 0 ? 'longBreak' : 'shortBreak'
  choosePhase(wasFocus ? nextBreak : 'focus')
}

function renderPhase() {
  const seconds = Math.ceil(remainingMs / 1000)
  const time = `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
  byId('pomodoro-time').textContent = time
  byId('pomodoro-start').textContent = endsAt === null ? '{{start}}' : '{{pause}}'
  byId('dial-progress').style.strokeDashoffset = 100 - remainingMs / (settings.minutes[phase] * 600)
  byId('rounds').textContent = settings.rounds
  document.title = endsAt === null ? pageTitle : `${time} · ${pageTitle}`
  for (const button of byId('phases').children) {
    button.setAttribute('aria-pressed', String(button.dataset.phase === phase))
  }
}

/** Browsers allow sound only after a click, so it is prepared when the timer starts. */
function prepareSound() {
  try {
    sound ??= new AudioContext()
  } catch {
    sound = null
  }
}

function playSound() {
  if (sound === null) return
  const tone = sound.createOscillator()
  const volume = sound.createGain()
  volume.gain.setValueAtTime(0.2, sound.currentTime)
  volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + 1.2)
  tone.frequency.value = 660
  tone.connect(volume).connect(sound.destination)
  tone.start()
  tone.stop(sound.currentTime + 1.2)
}

renderPhase()
