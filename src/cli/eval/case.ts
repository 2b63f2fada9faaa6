/** One prompt of the suite with what a good answer to it has. Texts are regular expressions, without regard to case. */
export type EvalCase = {
  /** Unique; what `--only` names. */
  name: string
  group: 'app' | 'edit' | 'repair'
  prompt: string
  /** What the project has before; nothing for one that is made anew. */
  start?: Start
  /** Files that must be there. */
  files?: string[]
  /** Texts that must stand in a file, or in any file under `*`. */
  has?: Record<string, string[]>
  /** Texts that must stand nowhere in a file. */
  lacks?: Record<string, string[]>
  /** Of files that were there before, those that may change; unset for any. */
  mayChange?: string[]
}

/** A project of so many files, the same for the same seed, with texts of it put wrong. */
export type Start = { files: number; seed: number; defects?: Defect[] }

/** Puts `to` in the place of `from`, which stands once in the file. Without `to` the file is taken away. */
export type Defect = { path: string; from?: string; to?: string }
