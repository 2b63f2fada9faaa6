import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { detectLanguage } from '../../../local/offline-model/language.ts'
import { deriveTitle } from '../../../local/offline-model/title.ts'

const derive = (prompt: string) => deriveTitle(prompt, detectLanguage(prompt), 'fallback')

test.each([
  ['список дел с фильтром', 'Список дел с фильтром'],
  ['Make me a to-do app, please', 'To-do app, please'],
  ['Please build a simple todo list. It should have filters.', 'Todo list'],
  ['Сделай простую доску задач', 'Простая доска задач'],
  ['Хочу игру змейку', 'Игра змейка'],
  ['An app called "Daily Focus" to track habits', 'Daily Focus'],
  ['A timer named Tick Tock for me', 'Tick Tock'],
  ['Приложение под названием «Мой день» со списком дел', 'Мой день'],
  ['\n\nTodo\nwith filters', 'Todo'],
])('%j becomes the title %j', (prompt, title) => {
  expect(derive(prompt)).toBe(title)
})

test.each(['', '   ', '👍', 'сделай', 'make me a', '!!!'])('nothing readable (%j) gives the fallback', (prompt) => {
  expect(derive(prompt)).toBe('fallback')
})

test('a long prompt is cut where it still reads as a name', () => {
  const prompt =
    'Please create a recipe book for my family, with photos, ingredients, steps and a printable page, and more'
  expect(derive(prompt)).toBe('Recipe book for my family')
})

test('a title is one well-formed line of at most 60 characters, whatever the prompt', () => {
  assert(
    property(string({ unit: 'binary', maxLength: 400 }), (prompt) => {
      const title = derive(prompt)
      expect(title).not.toBe('')
      expect(title.isWellFormed()).toBe(true)
      expect([...title].length).toBeLessThanOrEqual(61) // "ß" grows when it is capitalised
      expect(title).not.toMatch(/[\n\r\p{Cc}\u202E]/u)
    }),
  )
})
