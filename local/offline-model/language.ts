/** The languages the catalogue is written in. */
export const languages = ['en', 'ru'] as const
export type Language = (typeof languages)[number]

/** A text in every language of the catalogue. */
export type Translated = Record<Language, string>

/** A share this small of Cyrillic is a quoted name in an English prompt; above it the prompt is Russian. */
const minCyrillicShare = 0.3

/** Only the head of a prompt is looked at. */
const searchedLength = 5000

/** The language to answer in: Russian when a fair part of the letters is Cyrillic, else English. */
export function detectLanguage(text: string): Language {
  const head = text.slice(0, searchedLength)
  const letters = head.match(/\p{L}/gu)?.length ?? 0
  const cyrillic = head.match(/\p{Script=Cyrillic}/gu)?.length ?? 0
  return letters > 0 && cyrillic / letters >= minCyrillicShare ? 'ru' : 'en'
}
