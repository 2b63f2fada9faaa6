'use strict'

const menuButton = byId('menu-button')
const form = byId('contact-form')
const fields = [byId('name'), byId('email'), byId('message')]

menuButton.addEventListener('click', () => setMenu(!byId('menu').classList.contains('open')))
byId('menu').addEventListener('click', () => setMenu(false))
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') setMenu(false)
})

function setMenu(isOpen) {
  byId('menu').classList.toggle('open', isOpen)
  menuButton.setAttribute('aria-expanded', String(isOpen))
}

for (const field of fields) {
  field.addEventListener('blur', () => {
    if (field.value !== '') checkField(field)
  })
  field.addEventListener('input', () => {
    if (field.getAttribute('aria-invalid') === 'true') checkField(field)
  })
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  announce('')
  const wrong = fields.filter((field) => !checkField(field))
  if (wrong.length > 0) wrong[0].focus()
  else send(Object.fromEntries(new FormData(form)))
})

/** Shows or hides a field's message and tells whether the field is filled in correctly. */
function checkField(field) {
  field.value = field.type === 'email' ? field.value.trim() : field.value
  const isRight = field.checkValidity() && field.value.trim() !== ''
  field.setAttribute('aria-invalid', String(!isRight))
  byId(`${field.id}-error`).hidden = isRight
  return isRight
}

/** Connect your server here: fetch('/contact', { method: 'POST', body: JSON.stringify(message) }). */
function send(message) {
  if (message.name) announce('{{accepted}}')
  form.reset()
  for (const field of fields) field.removeAttribute('aria-invalid')
}
