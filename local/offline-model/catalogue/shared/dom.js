'use strict'

/** Makes an element. Text is always set as text, never as markup, so what a user types cannot become code. */
function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else if (name in element) element[name] = value
    else element.setAttribute(name, value)
  }
  element.append(...children)
  return element
}

/** The element with this id. */
function byId(id) {
  return document.getElementById(id)
}

/** Says a short text to people who use a screen reader. */
function announce(text) {
  byId('status').textContent = text
}
