// What a response is written of.
export type Fields = Record<string, unknown>
export type Send = (type: string, fields: Fields) => void
/** Makes an item with an id by which the response that it is of is found. */
export type NewItem = (type: string, prefix: string) => Fields

export function createItems(responseKey: string): NewItem {
  let made = 0
  return (type, prefix) => {
    made += 1
    return { id: `${prefix}_${responseKey}_${made}`, type, status: 'in_progress' }
  }
}
