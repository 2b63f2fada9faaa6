// How many tokens a text is at most, by the kinds of its characters: a real tokenizer takes hundreds of kilobytes for each
// family of models, and of most models nobody outside knows it.
//
// The costs below were fitted to 839 pieces of 2 to 6 kB: code of a dozen languages, minified code, data, base64, digits,
// and prose in Russian, Ukrainian, Kazakh, English, twelve other languages of Europe and Asia, and emoji. None of them is
// counted as less than it is with o200k, cl100k (OpenAI), Llama 3, Claude (the tokenizer published in 2023), Tekken
// (Mistral), DeepSeek V4, Qwen 2.5 and Qwen 3.5. All in all the count is 1.4 to 1.6 times that of each. Letters in random
// order can be more than is counted here.

const LOWER = 0
const UPPER = 1
const DIGIT = 2
const PUNCTUATION = 3
const LINE_END = 4
const SPACE = 5
const TAB = 6
const CYRILLIC = 7
const CYRILLIC_UPPER = 8
const ACCENTED = 9
const OTHER = 10

/** A word up to its fifth letter; camelCase is two words. */
const WORD = 1.25
/** Each letter from the sixth on, and each from the tenth on. */
const LONG_WORD_LETTER = 0.15
const LONGEST_WORD_LETTER = 1.2
const ACCENTED_LETTER = 3
/** Each capital after the first. */
const CAPITAL = 0.55
const NUMBER = 1.6
const DIGIT_OF_NUMBER = 0.75
const MARK = 0.75
/** A mark that repeats the one before it. */
const REPEATED_MARK = 0.2
const LINE = 2
const TABULATOR = 0.3
/** Spaces cost only where there are many: those between words are part of the words. */
const SPACES_PER_TOKEN = 16
const CYRILLIC_WORD = 1.75
const CYRILLIC_LETTER = 0.35
const CYRILLIC_CAPITAL = 1

/** Most tokens that a text takes. Costs some nanoseconds for each character. */
export function countTokens(text: string): number {
  let tokens = 0
  let before = -1
  let codeBefore = -1
  let runLength = 0
  let wordLength = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    const kind = code < 128 ? (ASCII_KINDS[code] ?? OTHER) : kindOf(code)
    runLength = kind === before ? runLength + 1 : 1
    if (kind === LOWER || kind === ACCENTED) {
      const goesOn = before === LOWER || before === ACCENTED || before === UPPER
      wordLength = goesOn ? wordLength + 1 : 1
      tokens += goesOn ? costOfLetter(wordLength) : WORD
      if (kind === ACCENTED) tokens += ACCENTED_LETTER
      // What most of most texts is, and costs no look at anything else.
      while (isLower(text.charCodeAt(index + 1))) {
        index += 1
        wordLength += 1
        tokens += costOfLetter(wordLength)
      }
    } else if (kind === UPPER) {
      if (runLength === 1) wordLength = 1
      tokens += runLength === 1 ? WORD : CAPITAL
    } else if (kind === CYRILLIC || kind === CYRILLIC_UPPER) {
      const goesOn = before === CYRILLIC || before === CYRILLIC_UPPER
      tokens += !goesOn ? CYRILLIC_WORD : kind === CYRILLIC ? CYRILLIC_LETTER : CYRILLIC_CAPITAL
    } else if (kind === DIGIT) tokens += runLength === 1 ? NUMBER + DIGIT_OF_NUMBER : DIGIT_OF_NUMBER
    else if (kind === PUNCTUATION) tokens += code === codeBefore ? REPEATED_MARK : MARK
    else if (kind === LINE_END) tokens += codeBefore === 13 && code === 10 ? 0 : LINE
    else if (kind === TAB) tokens += TABULATOR
    else if (kind === SPACE) tokens += runLength % SPACES_PER_TOKEN === 0 ? 1 : 0
    else tokens += costOfOther(code)
    before = kind
    codeBefore = code
  }
  return Math.ceil(tokens)
}

/** Not so behind the end of a text. */
function isLower(code: number): boolean {
  return code >= 97 && code <= 122
}

function costOfLetter(wordLength: number): number {
  if (wordLength <= 5) return 0
  return wordLength <= 9 ? LONG_WORD_LETTER : LONGEST_WORD_LETTER
}

const ASCII_KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (/[a-z]/.test(character)) return LOWER
  if (/[A-Z]/.test(character)) return UPPER
  if (/\d/.test(character)) return DIGIT
  if (/[\r\n]/.test(character)) return LINE_END
  if (character === ' ') return SPACE
  if (character === '\t') return TAB
  return code < 32 ? OTHER : PUNCTUATION
})

function kindOf(code: number): number {
  if ((code >= 0x430 && code <= 0x44f) || code === 0x451) return CYRILLIC
  if ((code >= 0x410 && code <= 0x42f) || code === 0x401) return CYRILLIC_UPPER
  return code >= 0xc0 && code <= 0x24f ? ACCENTED : OTHER
}

/** By the script: the rarer it is in what models have read, the closer a character comes to a token for each byte. */
function costOfOther(code: number): number {
  if (code < 0x80) return 1
  if (code < 0x800) return 2.25
  if (code >= 0xd800 && code <= 0xdfff) return 1.25
  if (code >= 0xac00 && code <= 0xd7a3) return 1.25
  const isEastAsian = (code >= 0x3000 && code <= 0x30ff) || (code >= 0x4e00 && code <= 0x9fff) || code >= 0xff00
  return isEastAsian ? 1.5 : 2.2
}
