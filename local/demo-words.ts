import { RUN_WORDS, type RunWords } from '../src/cli/live/run-words.ts'
import type { Language } from './offline-model/language.ts'

/** What the demonstration says in each language of the catalogue. */
type DemoWords = RunWords & {
  starting: string
  offlineModel: string
  attachedModel: string
  browser: (url: string) => string
  noBrowser: string
  /** A key of a provider is set, and no model of it is named. */
  unusedKey: (variable: string, beginning: string) => string
  prompt: string
  endedAs: (status: string) => string
  exported: (files: number, folder: string) => string
  picture: (file: string, url: string) => string
  open: (file: string) => string
  serves: (url: string) => string
  token: string
  logAt: (file: string) => string
}

export const DEMO_WORDS: Record<Language, DemoWords> = {
  en: {
    starting: 'Starting Samokoder on this machine …',
    offlineModel: 'Model: the offline starter catalogue, which is not an AI. Set AI_API_KEY and AI_MODELS for one.',
    attachedModel: 'Model:',
    browser: (url) => `Browser: ${url}`,
    noBrowser: 'Pages are not opened: there is no Chromium here. Set CHROME_PATH or BROWSER_URL for one.',
    unusedKey: (variable, beginning) =>
      `${variable} is set: name models of it in AI_MODELS, as ${beginning}…, to use it.`,
    prompt: 'Prompt:',
    ...RUN_WORDS.en,
    endedAs: (status) => `The run ended as ${status}:`,
    exported: (files, folder) => `Exported ${files} files to ${folder}`,
    picture: (file, url) => `What it looks like: ${file}, of ${url}`,
    open: (file) => `Open ${file} in a browser.`,
    serves: (url) => `The server stays up at ${url}, its reference is ${url}/docs. Ctrl-C ends it.`,
    token: 'Access token for an hour:',
    logAt: (file) => `The log is in ${file}`,
  },
  ru: {
    starting: 'Самокодер запускается на этой машине …',
    offlineModel: 'Модель: офлайн-каталог заготовок, это не ИИ. Для настоящей модели задайте AI_API_KEY и AI_MODELS.',
    attachedModel: 'Модель:',
    browser: (url) => `Браузер: ${url}`,
    noBrowser: 'Страницы не открываются: здесь нет Chromium. Задайте CHROME_PATH или BROWSER_URL.',
    unusedKey: (variable, beginning) =>
      `Задан ключ ${variable}: чтобы он работал, назовите его модели в AI_MODELS как ${beginning}…`,
    prompt: 'Запрос:',
    ...RUN_WORDS.ru,
    endedAs: (status) => `Запуск закончился как ${status}:`,
    exported: (files, folder) => `Выгружено файлов: ${files}, папка ${folder}`,
    picture: (file, url) => `Как это выглядит: ${file}, из ${url}`,
    open: (file) => `Откройте ${file} в браузере.`,
    serves: (url) => `Сервер работает: ${url}, описание API: ${url}/docs. Ctrl-C завершит его.`,
    token: 'Токен доступа на час:',
    logAt: (file) => `Журнал: ${file}`,
  },
}
