import { effect, signal } from '@preact/signals'

export type Theme = 'auto' | 'light' | 'dark'

const KEY = 'samokoder.theme'
const kept = localStorage.getItem(KEY)

export const theme = signal<Theme>(kept === 'light' || kept === 'dark' ? kept : 'auto')

effect(() => {
  document.documentElement.dataset['theme'] = theme.value
  if (theme.value === 'auto') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, theme.value)
})
