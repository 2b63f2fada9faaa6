import type { FileCode } from '../errors.ts'

/** What a check has found: lines and columns count from 1. */
export type Problem = { path: string; line?: number; column?: number; code: FileCode; message: string }
