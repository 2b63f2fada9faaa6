// What is said in place of a file.
import { encodePath } from '../services/encode-path.ts'
import { headersOf, type Place } from './headers.ts'
import { renderMessage, type Message } from './message-page.ts'
import { send } from './send-bytes.ts'

export const NO_PREVIEW: Message = {
  title: 'No preview',
  text: ['There is no preview at this address. Its maker can give you another.'],
}

export const GONE: Record<'expired' | 'revoked', Message> = {
  expired: { title: 'Expired', text: ['This preview has expired. Its maker can give you another address.'] },
  revoked: { title: 'Revoked', text: ['This preview was revoked. Its maker can give you another address.'] },
}

const MOST_LINKS = 20

/** Names what is missing, and links the pages that there are. */
export function missingFile(path: string, base = '', pages: readonly string[] = []): Message {
  const links = pages
    .toSorted()
    .slice(0, MOST_LINKS)
    .map((page) => ({ href: base + encodePath(page), text: page }))
  const name = path === '' || path.endsWith('/') ? `${path}index.html` : path
  return { title: 'Not found', text: [`The project has no file ${name}.`], links }
}

export async function tell(status: number, place: Place, message: Message): Promise<Response> {
  const content = new TextEncoder().encode(await renderMessage(message))
  const headers = { ...headersOf(place), 'Content-Type': 'text/html; charset=UTF-8', 'Cache-Control': 'no-store' }
  return send(status, content, headers)
}
