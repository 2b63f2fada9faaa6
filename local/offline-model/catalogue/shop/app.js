'use strict'

const money = new Intl.NumberFormat('{{lang}}', { style: 'currency', currency: '{{currency}}', maximumFractionDigits: 0 })
const everything = '{{all}}'
const orders = {
  name: (a, b) => a.name.localeCompare(b.name, '{{lang}}'),
  cheap: (a, b) => a.price - b.price,
  dear: (a, b) => b.price - a.price,
}
let category = everything

byId('search').addEventListener('input', renderProducts)
byId('sort').addEventListener('change', renderProducts)
byId('order').addEventListener('click', order)
byId('categories').append(
  ...[everything, ...new Set(products.map((product) => product.category))].map((name) => {
    return el('button', { type: 'button', textContent: name, onclick: () => chooseCategory(name) })
  }),
)

function chooseCategory(name) {
  category = name
  renderProducts()
}

function renderProducts() {
  const words = byId('search').value.trim().toLowerCase()
  const found = products
    .filter((product) => category === everything || product.category === category)
    .filter((product) => `${product.name} ${product.about}`.toLowerCase().includes(words))
    .sort(orders[byId('sort').value])
  byId('products').replaceChildren(...found.map(renderProduct))
  byId('nothing').hidden = found.length > 0
  for (const button of byId('categories').children) {
    button.setAttribute('aria-pressed', String(button.textContent === category))
  }
}

function renderProduct(product) {
  const { name, about, price, colours } = product
  const picture = el('div', { className: 'picture', 'aria-hidden': 'true', textContent: name[0] })
  picture.style.background = `radial-gradient(circle at 70% 25%, ${colours[1]}, ${colours[0]} 75%)`
  const add = el('button', { type: 'button', className: 'button', 'aria-label': `{{add}}: ${name}`, textContent: '{{add}}' })
  add.addEventListener('click', () => {
    change(product, 1)
    announce(`{{added}} ${name} × ${quantityOf(product)}`)
  })
  const footer = el('footer', {}, el('strong', { textContent: money.format(price) }), add)
  return el('li', { className: 'card product' }, picture, el('h2', { textContent: name }), el('p', { className: 'muted', textContent: about }), footer)
}

function change(product, amount) {
  changeQuantity(product, amount)
  renderCart()
}

function renderCart() {
  byId('cart-items').replaceChildren(...productsInCart().map(renderCartItem))
  byId('cart-empty').hidden = countItems() > 0
  byId('cart-count').textContent = countItems()
  byId('total').textContent = money.format(totalPrice())
  byId('order').disabled = countItems() === 0
}

function renderCartItem(product) {
  const quantity = el(
    'div',
    { className: 'quantity' },
    renderStep('−', '{{less}}', product, -1),
    el('span', { textContent: quantityOf(product) }),
    renderStep('+', '{{more}}', product, 1),
  )
  const price = el('small', { className: 'muted', textContent: money.format(product.price * quantityOf(product)) })
  return el('li', {}, el('div', {}, product.name, el('br'), price), quantity)
}

function renderStep(sign, label, product, amount) {
  const name = `${label} ${product.name}`
  const step = el('button', { type: 'button', className: 'button icon', 'aria-label': name, textContent: sign })
  step.addEventListener('click', () => {
    change(product, amount)
    const again = [...byId('cart-items').querySelectorAll('button')].find((button) => button.getAttribute('aria-label') === name)
    ;(again ?? byId('cart-heading')).focus()
  })
  return step
}

/** Connect your server here: send `cart`, and empty it once the order is accepted. */
function order() {
  announce('{{ordered}}')
}

renderProducts()
renderCart()
