import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching, foldGutter, indentOnInput } from '@codemirror/language'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { languageOf } from './language-of.ts'
import { look } from './look.ts'

export type EditorOptions = {
  path: string
  text: string
  label: string
  /** What the editor says, by what it says in English. */
  phrases: Record<string, string>
  /** Undefined for a file that is only read. */
  onChange: ((text: string) => void) | undefined
}

/** Puts an editor in the place of what stands there. Gives back what takes it away. */
export function openEditor(place: HTMLElement, options: EditorOptions): () => void {
  return mount(place, options.text, [...commonExtensions(options), editing(options.onChange)])
}

/** Within a shadow root, styles are sheets that need no leave of the page's policy. Gives back what takes the view away. */
export function mount(place: HTMLElement, doc: string, extensions: Extension[]): () => void {
  const root = place.shadowRoot ?? place.attachShadow({ mode: 'open' })
  const view = new EditorView({ root, parent: root, state: EditorState.create({ doc, extensions }) })
  return () => view.destroy()
}

/** What a text needs that may be changed; one that may not is only read. */
export function editing(onChange: EditorOptions['onChange']): Extension {
  if (onChange === undefined) return EditorState.readOnly.of(true)
  return [
    history(),
    indentOnInput(),
    keymap.of(historyKeymap),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) onChange(state.doc.toString())
    }),
  ]
}

export function commonExtensions({ path, label, phrases }: EditorOptions): Extension[] {
  return [
    lineNumbers(),
    foldGutter(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    drawSelection(),
    bracketMatching(),
    highlightSelectionMatches(),
    search({ top: true }),
    keymap.of([...defaultKeymap, ...searchKeymap]),
    EditorView.contentAttributes.of({ 'aria-label': `${label}: ${path}`, dir: 'ltr' }),
    EditorView.lineWrapping,
    EditorState.phrases.of(phrases),
    languageOf(path),
    look,
  ]
}
