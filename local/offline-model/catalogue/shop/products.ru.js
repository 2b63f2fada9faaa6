'use strict'

/** Впишите сюда свои товары. У каждого свой `id`; `colours` — цвета картинки; цены в рублях. */
const products = [
  { id: 'mug', name: 'Глиняная кружка', category: 'Кухня', price: 1400, about: '350 мл, долго держит тепло.', colours: ['#c2703d', '#f3c9a5'] },
  { id: 'board', name: 'Дубовая доска', category: 'Кухня', price: 2600, about: 'Для хлеба, сыра и всего остального.', colours: ['#7a5230', '#dcb98a'] },
  { id: 'towel', name: 'Льняное полотенце', category: 'Кухня', price: 900, about: 'С каждой стиркой всё мягче.', colours: ['#4f7a6b', '#cfe5db'] },
  { id: 'notebook', name: 'Блокнот в точку', category: 'Стол', price: 700, about: '160 страниц, раскрывается полностью.', colours: ['#3b4a8c', '#b9c4f0'] },
  { id: 'pen', name: 'Латунная ручка', category: 'Стол', price: 2100, about: 'Тяжёлая, плавная, со сменным стержнем.', colours: ['#8a6a10', '#f0dd9a'] },
  { id: 'lamp', name: 'Настольная лампа', category: 'Стол', price: 4900, about: 'Тёплый свет, три уровня.', colours: ['#8c2f4b', '#f2bccb'] },
  { id: 'blanket', name: 'Шерстяной плед', category: 'Дом', price: 6300, about: '130 на 180 см для долгих вечеров.', colours: ['#5b4a7a', '#d5c8ee'] },
  { id: 'candle', name: 'Восковая свеча', category: 'Дом', price: 1100, about: 'Горит тридцать часов.', colours: ['#a8730b', '#fbe3a4'] },
  { id: 'vase', name: 'Стеклянная ваза', category: 'Дом', price: 1900, about: 'Выдута вручную, двух одинаковых нет.', colours: ['#1f6f8b', '#b5e0ee'] },
]
