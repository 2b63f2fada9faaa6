import { describe, expect, it } from 'vitest'
import { en } from '../../../src/pages/studio/words/en.ts'
import { ru } from '../../../src/pages/studio/words/ru.ts'

/** Every text of a language by its place; functions as what they say of a few numbers. */
function textsOf(words: object, place = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] => {
    const at = `${place}.${key}`
    if (typeof value === 'string') return [[at, value]]
    if (typeof value !== 'function') return textsOf(value as object, at)
    const say = value as (...numbers: number[]) => string
    return [1, 2, 5].map((n) => [`${at}(${n})`, say(n, n)])
  })
}

describe('the words of the Studio', () => {
  it('are none of them empty, and Russian where the language is', () => {
    // The names of formats and of places in the API stay.
    const latin = /^(?:Language: English|Samokoder)$/
    for (const [at, text] of textsOf(ru)) {
      expect([at, text]).not.toEqual([at, ''])
      expect([at, /[а-яё]/i.test(text) || latin.test(text)]).toEqual([at, true])
    }
    for (const [at, text] of textsOf(en)) expect([at, text]).not.toEqual([at, ''])
  })

  it('keep what they are given apart in each sentence about a member', () => {
    for (const words of [en, ru]) {
      const said = [
        words.memberMenu('‹مريم›'),
        words.memberStepSure.make_owner('‹مريم›'),
        words.memberStepSure.remove('‹مريم›'),
        words.memberIsNow('‹مريم›', words.roles.editor),
        words.memberIsGone('‹مريم›'),
        words.invitedByEmail('‹مريم›'),
        words.invitedLead('‹مريم›'),
      ]
      for (const text of said) expect(text).toContain('‹مريم›')
    }
  })

  it('tell of each refusal over a role in both languages what to do about it', () => {
    for (const code of ['not_found', 'editor_needed', 'owner_needed', 'last_owner', 'too_many_members']) {
      for (const words of [en, ru])
        expect([code, words.problems[code]]).toEqual([code, expect.stringMatching(/\S+ \S+/)])
    }
  })

  it('count as each language does', () => {
    expect([1, 2, 5, 21].map((n) => ru.fileCount(n))).toEqual(['1 файл', '2 файла', '5 файлов', '21 файл'])
    expect([1, 2].map((n) => en.fileCount(n))).toEqual(['1 file', '2 files'])
  })
})
