/** Cuts a text that arrives in pieces into lines, at a cost that depends only on the piece. */

export interface Line {
  /** Without the newline; a carriage return before it is kept. */
  text: string
  /** False only for the last line of an answer that ends without a newline. */
  isEnded: boolean
  /** The line was longer than the limit, and `text` is its beginning. */
  isTruncated: boolean
}

/** Counts characters handled, so that a test can show that the cost grows with the answer and not with its square. */
export interface WorkMeter {
  characters: number
}

export interface LineSplitter {
  push(piece: string): Line[]
  end(): Line | undefined
}

/** `maxChars` bounds what is kept of one line, in UTF-16 code units. */
export function createLineSplitter(maxChars: number, meter: WorkMeter): LineSplitter {
  let parts: string[] = []
  let length = 0
  let isTruncated = false

  function keep(part: string): void {
    if (part === '') return
    const room = maxChars - length
    if (part.length > room) isTruncated = true
    const kept = part.length > room ? part.slice(0, room) : part
    if (kept === '') return
    parts.push(kept)
    length += kept.length
  }

  function finish(isEnded: boolean): Line {
    meter.characters += length
    // A surrogate half cannot be stored as UTF-8: it becomes U+FFFD here, as it would there.
    const line = { text: parts.join('').toWellFormed(), isEnded, isTruncated }
    parts = []
    length = 0
    isTruncated = false
    return line
  }

  return {
    push(piece) {
      meter.characters += piece.length
      const lines: Line[] = []
      let from = 0
      for (let at = piece.indexOf('\n'); at !== -1; at = piece.indexOf('\n', from)) {
        keep(piece.slice(from, at))
        lines.push(finish(true))
        from = at + 1
      }
      keep(piece.slice(from))
      return lines
    },
    end() {
      return length > 0 ? finish(false) : undefined
    },
  }
}

/** Length of the text in UTF-8, in bytes; the text must be well-formed. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) continue
    const isSurrogate = unit >= 0xd800 && unit <= 0xdfff
    bytes += unit < 0x800 || isSurrogate ? 1 : 2
  }
  return bytes
}
