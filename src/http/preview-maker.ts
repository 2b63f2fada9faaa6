import type { Maker } from '../preview/previews.ts'
import type { AppContext } from './context.ts'
import { frameAncestorOf, originOf } from './origin.ts'
import { databaseOf } from './service-clients.ts'

/** Who asks for previews, and where the API was asked. */
export function previewAskerOf(c: AppContext): Omit<Maker, 'frameAncestor'> {
  return { config: c.get('config'), database: databaseOf(c), origin: originOf(c) }
}

/** @throws {AppError} bad_request, where the host is not one by which pages are known */
export function previewMakerOf(c: AppContext): Maker {
  return { ...previewAskerOf(c), frameAncestor: frameAncestorOf(c) }
}
