import { AppError } from '../errors.ts'
import type { PageEnd } from '../services/newest-first.ts'

/** What a page tells of where the next one starts; null behind the last. */
export function encodeCursor(end: { created_at: string; id: string } | undefined): string | null {
  if (end === undefined) return null
  return btoa(`${end.created_at}|${end.id}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Undefined for the first page, which no cursor asks for. @throws {AppError} bad_request for anything encodeCursor did not make */
export function decodeCursor(text: string | undefined): PageEnd | undefined {
  if (text === undefined) return undefined
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
