/** What the offline model says to the user, in both languages. Every answer says what it is: a catalogue, not an AI. */
import type { Language } from './language.ts'

type Wording = {
  whatItIs: string
  planned(app: string): string
  plannedGeneric: string
  written(app: string): string
  notInStarter(paths: string): string
  edited(changes: string): string
  notEdited(requests: string): string
  cannotEdit: string
  cannotRepair: string
  restored: string
  wantsToRead: string
  cannotChat(apps: string): string
  seesFiles(paths: string): string
  wasAsked(requests: string): string
  renamed(title: string): string
  recoloured: string
  darkened: string
  lightened: string
}

export const wording: Record<Language, Wording> = {
  en: {
    whatItIs:
      'I am the offline starter catalogue, not an AI: I answer with ready-made starter apps. Set the key of an AI provider to get a model here.',
    planned: (app) =>
      `This is the offline starter catalogue, not an AI. Of its ready-made apps, “${app}” fits your words best; it is built from the same template every time.`,
    plannedGeneric:
      'This is the plain starter of the offline starter catalogue, which is not an AI, and none of its apps fits your words: a page that states what you asked for, and does nothing of it. Set the key of an AI provider to have it built.',
    written: (app) => `The files are those of “${app}” from the offline starter catalogue.`,
    notInStarter: (paths) => `The starter has no such files, so these are not written: ${paths}.`,
    edited: (changes) => `The offline starter catalogue made this simple change by rule: ${changes}.`,
    notEdited: (requests) => `This part it cannot do without an AI key: ${requests}.`,
    cannotEdit:
      'This is the offline starter catalogue, not an AI: it cannot make this change, and nothing was changed. It can rename the project (“rename to …”), change the accent colour (“make it green”) and switch to a dark or a light theme. Set the key of an AI provider for everything else.',
    cannotRepair:
      'This is the offline starter catalogue, not an AI: it cannot repair files, and nothing was changed. Set the key of an AI provider to have problems repaired.',
    restored: 'The offline starter catalogue put its own text of these files back:',
    wantsToRead: 'The offline starter catalogue needs to see more files for this change:',
    cannotChat: (apps) =>
      `This is the offline starter catalogue, not an AI, so it cannot discuss your project. It has these ready-made apps: ${apps}. Set the key of an AI provider to chat.`,
    seesFiles: (paths) => `Your project has these files: ${paths}.`,
    wasAsked: (requests) => `The user has asked before: ${requests}.`,
    renamed: (title) => `the title is now “${title}”`,
    recoloured: 'the accent colour is changed',
    darkened: 'the theme is always dark',
    lightened: 'the theme is always light',
  },
  ru: {
    whatItIs:
      'Я офлайн-каталог заготовок, а не ИИ: отвечаю готовыми стартовыми приложениями. Задайте ключ провайдера ИИ, и здесь будет отвечать модель.',
    planned: (app) =>
      `Это офлайн-каталог заготовок, а не ИИ. Из готовых приложений вашим словам лучше всего подходит «${app}»; оно каждый раз собирается по одному шаблону.`,
    plannedGeneric:
      'Это простая заготовка из офлайн-каталога, который не ИИ, и ни одно из его приложений не подходит к вашим словам: страница, на которой сказано, о чём вы просили, но ничего из этого не сделано. Задайте ключ провайдера ИИ, чтобы это было построено.',
    written: (app) => `Файлы взяты из приложения «${app}» офлайн-каталога заготовок.`,
    notInStarter: (paths) => `В заготовке нет таких файлов, они не написаны: ${paths}.`,
    edited: (changes) => `Офлайн-каталог заготовок сделал простую правку по правилу: ${changes}.`,
    notEdited: (requests) => `С этим без ключа ИИ он не справится: ${requests}.`,
    cannotEdit:
      'Это офлайн-каталог заготовок, а не ИИ: такую правку он сделать не может, ничего не изменено. Он умеет переименовать проект («переименуй в …»), сменить цвет акцента («сделай зелёным») и включить тёмную или светлую тему. Для всего остального задайте ключ провайдера ИИ.',
    cannotRepair:
      'Это офлайн-каталог заготовок, а не ИИ: чинить файлы он не умеет, ничего не изменено. Задайте ключ провайдера ИИ, чтобы ошибки исправлялись.',
    restored: 'Офлайн-каталог заготовок вернул этим файлам их собственный текст:',
    wantsToRead: 'Для этой правки офлайн-каталогу заготовок нужно увидеть ещё файлы:',
    cannotChat: (apps) =>
      `Это офлайн-каталог заготовок, а не ИИ, обсуждать проект он не умеет. В нём есть готовые приложения: ${apps}. Задайте ключ провайдера ИИ, чтобы вести беседу.`,
    seesFiles: (paths) => `В вашем проекте есть файлы: ${paths}.`,
    wasAsked: (requests) => `Раньше пользователь просил: ${requests}.`,
    renamed: (title) => `теперь название — «${title}»`,
    recoloured: 'цвет акцента изменён',
    darkened: 'тема всегда тёмная',
    lightened: 'тема всегда светлая',
  },
}
