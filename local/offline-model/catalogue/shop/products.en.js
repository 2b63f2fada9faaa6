'use strict'

/** Put your products here. Every `id` is one of a kind; `colours` paint the picture; prices are whole dollars. */
const products = [
  { id: 'mug', name: 'Clay mug', category: 'Kitchen', price: 18, about: 'Holds 350 ml and keeps warm for long.', colours: ['#c2703d', '#f3c9a5'] },
  { id: 'board', name: 'Oak board', category: 'Kitchen', price: 34, about: 'For bread, cheese and everything else.', colours: ['#7a5230', '#dcb98a'] },
  { id: 'towel', name: 'Linen towel', category: 'Kitchen', price: 12, about: 'Softer with every wash.', colours: ['#4f7a6b', '#cfe5db'] },
  { id: 'notebook', name: 'Dotted notebook', category: 'Desk', price: 9, about: '160 pages that lie flat.', colours: ['#3b4a8c', '#b9c4f0'] },
  { id: 'pen', name: 'Brass pen', category: 'Desk', price: 27, about: 'Heavy, smooth, refillable.', colours: ['#8a6a10', '#f0dd9a'] },
  { id: 'lamp', name: 'Desk lamp', category: 'Desk', price: 59, about: 'Warm light, three levels.', colours: ['#8c2f4b', '#f2bccb'] },
  { id: 'blanket', name: 'Wool blanket', category: 'Home', price: 79, about: '130 by 180 cm for long evenings.', colours: ['#5b4a7a', '#d5c8ee'] },
  { id: 'candle', name: 'Beeswax candle', category: 'Home', price: 14, about: 'Burns for thirty hours.', colours: ['#a8730b', '#fbe3a4'] },
  { id: 'vase', name: 'Glass vase', category: 'Home', price: 25, about: 'Blown by hand, each one different.', colours: ['#1f6f8b', '#b5e0ee'] },
]
