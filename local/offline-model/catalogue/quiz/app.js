'use strict'

let best = loadState(0, Number.isInteger)
/** The numbers of the chosen options, one per question already answered. */
let answers = []

byId('start').addEventListener('click', begin)
byId('again').addEventListener('click', begin)
byId('form').addEventListener('submit', (event) => {
  event.preventDefault()
  if (byId('options').disabled) proceed()
  else check()
})

function begin() {
  answers = []
  show('play')
  ask()
}

function show(id) {
  for (const section of ['intro', 'play', 'result']) byId(section).hidden = section !== id
}

function ask() {
  const { text, options } = questions[answers.length]
  byId('counter').textContent = `{{question}} ${answers.length + 1} {{of}} ${questions.length}`
  byId('progress').value = answers.length / questions.length
  byId('question').textContent = text
  byId('options').disabled = false
  byId('option-list').replaceChildren(
    ...options.map((option, index) => {
      const radio = el('input', { type: 'radio', name: 'option', value: index, required: true })
      return el('label', { className: 'option' }, radio, el('span', { textContent: option }))
    }),
  )
  byId('feedback').textContent = ''
  byId('submit').textContent = '{{check}}'
  byId('question').focus()
}

function check() {
  const { options, answer, why } = questions[answers.length]
  const chosen = Number(new FormData(byId('form')).get('option'))
  answers.push(chosen)
  byId('options').disabled = true
  byId('option-list').children[chosen].classList.add('wrong')
  byId('option-list').children[answer].classList.remove('wrong')
  byId('option-list').children[answer].classList.add('right')
  byId('feedback').textContent = `${chosen === answer ? '{{right}}' : `{{wrong}} ${options[answer]}.`} ${why}`
  byId('progress').value = answers.length / questions.length
  byId('submit').textContent = answers.length < questions.length ? '{{next}}' : '{{finish}}'
  byId('submit').focus()
}

function proceed() {
  if (answers.length < questions.length) ask()
  else finish()
}

function finish() {
  const score = questions.filter((question, index) => question.answer === answers[index]).length
  best = Math.max(best, score)
  saveState(best)
  byId('score').textContent = `{{score}} ${score} {{of}} ${questions.length}`
  byId('verdict').textContent = chooseVerdict(score / questions.length)
  byId('review').replaceChildren(...questions.map(renderReview))
  show('result')
  byId('score').focus()
}

function chooseVerdict(share) {
  if (share === 1) return '{{perfect}}'
  return share >= 0.6 ? '{{good}}' : '{{tryAgain}}'
}

function renderReview({ text, options, answer, why }, index) {
  const isRight = answers[index] === answer
  const mark = isRight ? '✓' : '✗'
  const given = el('p', { className: isRight ? 'right' : 'wrong', textContent: `${mark} {{yourAnswer}} ${options[answers[index]]}` })
  const correction = isRight ? why : `${options[answer]}. ${why}`
  return el('li', {}, el('strong', { textContent: text }), given, el('p', { className: 'muted', textContent: correction }))
}

if (best > 0) {
  byId('best').textContent = `${best} {{of}} ${questions.length}`
  byId('best-line').hidden = false
}
