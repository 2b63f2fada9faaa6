import type { MendCode } from '../../errors.ts'

/** What a model's answer says, in the order it says it. Paths are as the model wrote them. */
export type OutputEvent =
  | { type: 'prose'; text: string }
  | { type: 'plan'; title: string; summary: string; files: PlannedFile[] }
  | { type: 'file.started'; path: string }
  | { type: 'file.delta'; path: string; text: string }
  | { type: 'file.completed'; path: string; content: string }
  | { type: 'file.cut'; path: string; content: string }
  | { type: 'edit'; path: string; edits: SearchReplace[] }
  | { type: 'delete'; path: string }
  | { type: 'rename'; from: string; to: string }
  | { type: 'read'; path: string }
  /** The prose so far was thinking after all. */
  | { type: 'prose.withdrawn' }
  /** What was not as the format says, and is read all the same. */
  | { type: 'mended'; code: MendCode; path?: string; message: string }
  | { type: 'problem'; code: OutputProblemCode; path?: string; message: string }

export type OutputProblemCode =
  | 'malformed_tag'
  | 'missing_path'
  | 'unexpected_close'
  | 'unclosed_block'
  | 'malformed_edit'
  | 'file_too_large'
  | 'block_too_large'
  | 'line_too_long'
  | 'untagged_file'

export interface PlannedFile {
  path: string
  purpose: string
}

export interface SearchReplace {
  search: string
  replace: string
  /** Other ways to part the pair, where it has more than one line of `=======`: the content of the file decides. */
  splits?: { search: string; replace: string }[]
}

export type Emit = (event: OutputEvent) => void
