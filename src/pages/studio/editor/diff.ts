import { unifiedMergeView } from '@codemirror/merge'
import { commonExtensions, editing, mount } from './editor.ts'

export type DiffOptions = {
  path: string
  before: string
  after: string
  label: string
  /** Undefined where it is only looked at. */
  onChange: ((text: string) => void) | undefined
}

/** Shows a text with what was there before. Where it may be edited, each change can be taken back. */
export function openDiff(place: HTMLElement, { path, before, after, label, onChange }: DiffOptions): () => void {
  return mount(place, after, [
    ...commonExtensions(path, label),
    editing(onChange),
    unifiedMergeView({
      original: before,
      mergeControls: onChange !== undefined,
      collapseUnchanged: { margin: 3, minSize: 6 },
    }),
  ])
}
