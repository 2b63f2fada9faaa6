import { OMISSION_REASONS, type OmissionReason } from '../../errors.ts'

/** What is said of a run as it happens, in each language that prompts are answered in by the offline model. */
export type RunWords = {
  plan: string
  writing: string
  wrote: string
  failed: string
  checked: (files: number, problems: number) => string
  notChecked: string
  opened: (problems: number, pressed: number) => string
  notOpened: string
  /** Why a file is not checked; a newer release may have reasons that are not here. */
  omissions: Partial<Record<OmissionReason, string>>
  committed: (version: number) => string
}

export const RUN_WORDS: Record<'en' | 'ru', RunWords> = {
  en: {
    plan: 'Plan:',
    writing: 'writing',
    wrote: 'wrote',
    failed: 'failed',
    checked: (files, problems) => `Checked ${files} files: ${problems === 0 ? 'no problems' : `${problems} problems`}`,
    notChecked: 'not checked',
    opened: (problems, pressed) =>
      `Opened the page and pressed ${pressed} of its buttons: ${problems === 0 ? 'no problems' : `${problems} problems`}`,
    notOpened: 'The page was not opened:',
    omissions: OMISSION_REASONS,
    committed: (version) => `Committed version ${version}`,
  },
  ru: {
    plan: 'План:',
    writing: 'пишется',
    wrote: 'готов',
    failed: 'не вышел',
    checked: (files, problems) =>
      `Проверено файлов: ${files}, ${problems === 0 ? 'проблем нет' : `проблем: ${problems}`}`,
    notChecked: 'не проверен',
    opened: (problems, pressed) =>
      `Страница открыта, нажато кнопок: ${pressed}, ${problems === 0 ? 'проблем нет' : `проблем: ${problems}`}`,
    notOpened: 'Страница не открыта:',
    omissions: {
      too_large: 'Часть его слишком велика, чтобы прочесть её за раз.',
      too_complex: 'На него уходит больше, чем отведено одной проверке.',
      unknown_syntax: 'Анализаторы не знают его синтаксиса.',
      scripts_only: 'Проверяются только скрипты в нём.',
      no_parser: 'Для файлов такого рода нет анализатора.',
    },
    committed: (version) => `Сохранена версия ${version}`,
  },
}
