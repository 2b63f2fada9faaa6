'use strict'

const maxQuantity = 99

/** How many of each product, by the product's id. */
let cart = loadState({}, (kept) => kept !== null && typeof kept === 'object' && Object.values(kept).every(Number.isInteger))

/** Changes how many of a product are in the cart; none are left at 0. */
function changeQuantity(product, change) {
  const quantity = Math.min(maxQuantity, quantityOf(product) + change)
  const { [product.id]: _, ...others } = cart
  cart = quantity > 0 ? { ...others, [product.id]: quantity } : others
  saveState(cart)
}

function quantityOf(product) {
  return cart[product.id] ?? 0
}

/** The products in the cart, in the order of the catalogue. */
function productsInCart() {
  return products.filter((product) => quantityOf(product) > 0)
}

function countItems() {
  return productsInCart().reduce((sum, product) => sum + quantityOf(product), 0)
}

function totalPrice() {
  return productsInCart().reduce((sum, product) => sum + quantityOf(product) * product.price, 0)
}
