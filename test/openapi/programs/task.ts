export type Task = { baseUrl: string; token: string; projectId: string }

/** What a program has seen of a run: each type once, in order; and from fields that only some events have. */
export type Followed = { types: string[]; sizeBytes: number; version: number | undefined }
