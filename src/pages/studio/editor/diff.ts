import { unifiedMergeView } from '@codemirror/merge'
import { commonExtensions, editing, mount, type EditorOptions } from './editor.ts'

export type DiffOptions = EditorOptions & {
  before: string
  /** What is said of a change that is kept, and of one that is taken back. */
  controls: Record<'accept' | 'reject', string>
}

/** Shows a text with what was there before. Where it may be edited, each change can be taken back. */
export function openDiff(place: HTMLElement, { before, controls, ...options }: DiffOptions): () => void {
  const control = (type: 'accept' | 'reject', act: (event: MouseEvent) => void) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'merge-control'
    button.textContent = controls[type]
    // The editor keeps the focus of who presses with a pointer.
    button.addEventListener('mousedown', (event) => event.preventDefault())
    button.addEventListener('click', act)
    return button
  }
  return mount(place, options.text, [
    ...commonExtensions(options),
    editing(options.onChange),
    unifiedMergeView({
      original: before,
      mergeControls: options.onChange === undefined ? false : control,
      collapseUnchanged: { margin: 3, minSize: 6 },
    }),
  ])
}
