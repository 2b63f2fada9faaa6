import { describe, expect, test } from 'vitest'
import { loadCatalogue } from '../../../local/offline-model/catalogue.ts'
import { chooseApp } from '../../../local/offline-model/choose-app.ts'

const catalogue = await loadCatalogue()

const expected: Record<string, string[]> = {
  todo: [
    'Build a todo list with filters',
    'список дел с фильтром',
    'Make me a to-do app',
    'Сделай мне приложение для списка дел',
    'I need a shopping list',
    'Чек-лист для переезда',
    'An app to manage tasks',
    'I run a bakery. Please build a todo list for us',
    'Todo list without login',
  ],
  notes: [
    'I want an application where I can keep my notes',
    'Create a notes app with search',
    'простой блокнот',
    'Напиши заметки с поиском и автосохранением',
  ],
  timer: ['Pomodoro timer with a stopwatch', 'Сделай таймер помодоро для задач', 'секундомер с кругами'],
  calculator: [
    'Make a calculator with keyboard support',
    'калькулятор',
    'Сделай мне простой калькулятор',
    'a simple calculator app',
  ],
  quiz: ['Quiz about space with score', 'Викторина по истории', 'тест на знание столиц'],
  kanban: [
    "A kanban board for my team's tasks",
    'Канбан-доска как Trello',
    'сделай доску задач с перетаскиванием',
    'Not a todo list but a kanban board',
  ],
  landing: [
    'Landing page for a pomodoro timer',
    'Лендинг для кофейни',
    'Website for my coffee shop',
    'Сайт-визитка фотографа',
  ],
  dashboard: ['Sales dashboard with charts', 'дашборд продаж с графиками', 'админка интернет-магазина'],
  expenses: ['Expense tracker with categories', 'Учёт личных финансов', 'калькулятор расходов на месяц'],
  habits: ['Habit tracker with streaks', 'Трекер привычек'],
  shop: ['Online shop with a cart', 'интернет-магазин одежды'],
  snake: ['Snake game', 'Хочу простую игру змейку'],
  'tic-tac-toe': ['Tic-tac-toe against the computer', 'Крестики-нолики на двоих'],
  memory: ['Memory card game with pairs', 'Игра «найди пару»'],
  generic: [
    'weather app',
    'чат с поддержкой',
    'a blog',
    '',
    '👍',
    '   \n',
    '2048 game',
    'Игра 2048',
    'a simple arcade game',
    'Tetris',
    'mortgage calculator',
    'Ипотечный калькулятор',
    'калькулятор калорий',
    'Калькулятор для расчёта ипотеки',
    'BMI calculator with charts',
    'a calculator for tips',
    'chess clock',
    'Chess timer for two players',
    'шахматные часы',
    'Шахматный таймер',
    'boxing round timer',
    'social network with login',
    'Социальная сеть с авторизацией',
    'соцсеть для собаководов',
    'Todo list with login',
    'список дел с входом по паролю',
    'Multiplayer snake',
    'Weather app with a todo list',
    'приложение погоды с заметками',
    'Flight booking website',
    'Weather dashboard',
    'Рецепты: что приготовить',
    'What to do in Paris',
    'A weather app. Note that it must be fast',
    'snake identification guide',
    'release notes generator',
    'Telegram bot for expenses',
    'memory leak profiler',
  ],
}

describe.each(Object.entries(expected))('%s', (id, prompts) => {
  test.each(prompts)('is chosen for “%s”', (prompt) => {
    expect(chooseApp(catalogue, prompt).id).toBe(id)
  })
})

test('every app of the catalogue is chosen for its own title, in both languages', () => {
  for (const app of catalogue.apps) {
    expect(chooseApp(catalogue, app.title.en)).toBe(app)
    expect(chooseApp(catalogue, app.title.ru)).toBe(app)
  }
})
