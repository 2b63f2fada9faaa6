/** An image in place of a text: the most that providers count for one, about, at four characters to a token. */
const IMAGE_CHARACTERS = 6400

/** Characters of all the texts in a value, however deep; writing it as JSON for its length would copy megabytes. */
export function countCharacters(value: unknown): number {
  const pending = [value]
  let characters = 0
  while (pending.length > 0) {
    const item = pending.pop()
    if (typeof item === 'string') characters += item.startsWith('data:image/') ? IMAGE_CHARACTERS : item.length
    else if (Array.isArray(item)) for (const child of item) pending.push(child)
    else if (typeof item === 'object' && item !== null) for (const child of Object.values(item)) pending.push(child)
  }
  return characters
}
