// Limits that the database holds, too, since whoever has a user's token may write to it past the API. A test keeps both
// the same. What the API takes is a little less where they differ in how they count: a character is a UTF-16 code unit
// here and a code point there.

/** Longest name of an account or of a project. */
export const MAX_NAME_CHARS = 120

/** Longest description of a project. */
export const MAX_DESCRIPTION_CHARS = 2000

/** Longest instructions of a project. */
export const MAX_INSTRUCTIONS_CHARS = 8000

/** Most files that are attached to one prompt. */
export const MAX_ATTACHMENTS = 8

/** Largest image that is attached, in bytes. */
export const MAX_IMAGE_BYTES = 1024 * 1024

/** Largest text that is attached, in bytes. */
export const MAX_ATTACHED_TEXT_BYTES = 256 * 1024

/** Longest prompt of a run. */
export const MAX_PROMPT_CHARS = 32_000

/** The form of a tier's name. */
export const TIER = /^[a-z][a-z0-9_-]{0,31}$/

/** Most files in one version: in a model's answer, after an upload and in the store alike. */
export const MAX_FILES = 1000

/** Largest file, in bytes. */
export const MAX_FILE_BYTES = 1024 * 1024

/** Largest version: the sum of its files' sizes, in bytes. */
export const MAX_PROJECT_BYTES = 10 * 1024 * 1024

/** Longest path of a file. */
export const MAX_PATH_CHARS = 512
