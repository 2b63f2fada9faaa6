'use strict'

/** Made-up numbers, the same on every visit. Replace `days` and `orders` with what your server sends. */
const dayMs = 24 * 60 * 60 * 1000
const channelNames = ['{{site}}', '{{mobile}}', '{{partners}}', '{{shop}}']
const customerNames = '{{customers}}'.split(', ')
const orderSize = '{{currency}}' === 'RUB' ? 4200 : 48

/** Repeatable random numbers from 0 to 1, so that every visit shows the same picture. */
function makeRandom(seed) {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296
    return state / 4294967296
  }
}

const random = makeRandom(7)

/** 180 days, oldest first: { date, visitors, orders, revenue, byChannel }. */
const days = Array.from({ length: 180 }, (_, index) => {
  const date = new Date(Date.now() - (179 - index) * dayMs)
  const season = 1 + 0.12 * Math.sin(index / 9) + index / 160
  const visitors = Math.round(420 * season * (0.8 + random() * 0.4))
  const orderCount = Math.round(visitors * (0.04 + random() * 0.02))
  const byChannel = [0.45, 0.3, 0.15, 0.1].map((share) => Math.round(orderCount * orderSize * share * (0.85 + random() * 0.3)))
  return { date, visitors, orders: orderCount, revenue: byChannel.reduce((sum, part) => sum + part, 0), byChannel }
})

/** The latest orders, newest first: { number, date, customer, channel, amount }. */
const orders = Array.from({ length: 40 }, (_, index) => ({
  number: 2040 - index,
  date: new Date(Date.now() - Math.floor(index / 3) * dayMs),
  customer: customerNames[Math.floor(random() * customerNames.length)],
  channel: channelNames[Math.floor(random() * channelNames.length)],
  amount: Math.round(orderSize * (0.3 + random() * 2.4)),
}))
