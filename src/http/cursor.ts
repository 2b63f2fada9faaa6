import { AppError } from '../errors.ts'
import type { PageEnd } from '../services/newest-first.ts'

export function encodeCursor(row: { created_at: string; id: string }): string {
  return btoa(`${row.created_at}|${row.id}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** @throws {AppError} bad_request for anything encodeCursor did not make */
export function decodeCursor(text: string): PageEnd {
  let plain = ''
  try {
    plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    // Falls through to the same refusal.
  }
  const match = /^([\d :.TZ+-]{10,40})\|([0-9a-f-]{36})$/.exec(plain)
  if (match?.[1] === undefined || match[2] === undefined || Number.isNaN(Date.parse(match[1]))) {
    throw new AppError('bad_request', { details: [{ path: ['query', 'cursor'], message: 'is not a cursor' }] })
  }
  return { createdAt: match[1], id: match[2] }
}
