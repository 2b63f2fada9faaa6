/** How many characters a simple search goes through in a unit of work. */
export const CHARS_PER_UNIT = 100
