// Browser apps made from nothing, in English and in Russian.
import type { EvalCase } from '../case.ts'

/** What works when index.html is opened. */
const app = (name: string, prompt: string, has: string[] = []): EvalCase => ({
  name: `app-${name}`,
  group: 'app',
  prompt,
  files: ['index.html'],
  has: { 'index.html': ['<!doctype html>', '<title>[^<]{2,}'], ...(has.length === 0 ? {} : { '*': has }) },
})

/** The same for a prompt in Russian, whose page speaks Russian. */
const russian = (name: string, prompt: string, has: string[] = []): EvalCase => {
  const made = app(name, prompt, has)
  return { ...made, has: { ...made.has, 'index.html': ['<!doctype html>', '<title>[^<]*[а-яё]{2,}', 'lang="ru"'] } }
}

export const APPS: EvalCase[] = [
  app('todo', 'A todo list with filters that keeps its tasks when the page is reloaded', ['localStorage', 'filter']),
  app('calculator', 'A calculator with keyboard input', ['keydown', 'addEventListener']),
  app('timer', 'A Pomodoro timer with a break', ['setInterval|requestAnimationFrame|setTimeout', 'break']),
  app('notes', 'A notes app with search, saved in the browser', ['localStorage', 'search']),
  app('kanban', 'A kanban board with three columns and drag and drop', ['drag']),
  app('quiz', 'A quiz about geography with a score at the end', ['score']),
  app('snake', 'A Snake game on a canvas', ['canvas', 'keydown']),
  app('tic-tac-toe', 'Tic-tac-toe for two players that shows who has won', ['win']),
  app('2048', 'The 2048 game with arrow keys and a score', ['arrow(?:up|left)', 'score']),
  app('chess-clock', 'A chess clock for two players, five minutes each, space bar switches', [
    'keydown|keyup',
    '5 ?\\* ?60|300',
  ]),
  app('mortgage', 'A mortgage calculator: amount, rate and years give the monthly payment', ['rate', 'month']),
  app('markdown', 'A Markdown editor with a live preview, without any library', ['preview', 'textarea']),
  app('palette', 'A generator of colour palettes: five colours, copy one by a click', ['clipboard']),
  app('converter', 'A unit converter for length, weight and temperature', ['fahrenheit', 'kilogram|kg']),
  russian('ru-todo', 'Список дел с фильтрами, который сохраняется в браузере', ['localStorage']),
  russian('ru-expenses', 'Учёт расходов по категориям с итогом за месяц', ['категори']),
  russian('ru-habits', 'Трекер привычек на неделю', ['привыч']),
  russian('ru-landing', 'Лендинг кофейни с меню и формой заявки', ['<form', 'меню']),
  russian('ru-memory', 'Игра «Найди пару» с картинками из эмодзи', ['addEventListener']),
  russian('ru-typing', 'Тренажёр слепой печати: показывает текст, считает скорость и ошибки', [
    'ошиб',
    'keydown|input',
  ]),
]
