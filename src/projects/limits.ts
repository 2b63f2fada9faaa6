/** What one project may hold. The same bounds apply to a model's answer, an upload and a stored version. */

/** Most files in one version. */
export const MAX_FILES = 1000

/** Largest file, in bytes of its stored form. */
export const MAX_FILE_BYTES = 1024 * 1024

/** Largest version: the sum of its files' sizes, in bytes. */
export const MAX_PROJECT_BYTES = 10 * 1024 * 1024

/** Longest path, in UTF-16 code units. */
export const MAX_PATH_CHARS = 512

/** Longest path segment, in UTF-8 bytes: the limit of ext4, APFS and NTFS alike. */
export const MAX_SEGMENT_BYTES = 255

/** Most segments in a path, the file name included. */
export const MAX_PATH_DEPTH = 16
