import { useState } from 'preact/hooks'

/** A text that is still there when the page is loaded anew. */
export function useDraft(key: string): [text: string, setText: (text: string) => void] {
  const place = `samokoder.draft.${key}`
  const [text, setText] = useState(() => sessionStorage.getItem(place) ?? '')
  return [
    text,
    (next) => {
      setText(next)
      if (next === '') sessionStorage.removeItem(place)
      else sessionStorage.setItem(place, next)
    },
  ]
}
