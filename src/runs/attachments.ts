// What may be attached to a prompt. The database holds to the same bounds, in attachment_is_valid.
import { decodeBase64 } from 'hono/utils/encode'
import * as z from 'zod'
import type { NewAttachment } from '../services/database-types.ts'
import { MAX_ATTACHED_TEXT_BYTES, MAX_IMAGE_BYTES } from '../services/stored-limits.ts'
import { storedText } from '../services/stored-text.ts'

/** The first bytes of each kind of image, as characters of one byte each. */
const IMAGES: readonly [mediaType: string, head: RegExp][] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
]

const BASE64_CHARS = Math.ceil(MAX_IMAGE_BYTES / 3) * 4
/** The first 12 bytes. */
const HEAD_CHARS = 16

const image = z
  .string()
  .max(BASE64_CHARS)
  .regex(/^[A-Za-z0-9+/]+={0,2}$/, { error: 'must be base64', abort: true })
  .refine((content) => content.length % 4 === 0, { error: 'must be base64', abort: true })
  .refine((content) => mediaTypeOf(content) !== undefined, 'must be a PNG, JPEG, GIF or WebP image')

const text = storedText
  .min(1)
  .max(MAX_ATTACHED_TEXT_BYTES)
  .refine((content) => new TextEncoder().encode(content).length <= MAX_ATTACHED_TEXT_BYTES, {
    error: `must have at most ${MAX_ATTACHED_TEXT_BYTES} bytes`,
  })

export const attachmentSchema = z
  .strictObject({
    name: storedText.trim().min(1).max(200),
    image: image.optional().meta({
      description: `A PNG, JPEG, GIF or WebP of at most ${MAX_IMAGE_BYTES} bytes, in base64.`,
    }),
    text: text.optional().meta({ description: `In place of an image, of at most ${MAX_ATTACHED_TEXT_BYTES} bytes.` }),
  })
  .transform(({ name, image, text }, context): NewAttachment => {
    if (image !== undefined && text === undefined) {
      return { name, media_type: mediaTypeOf(image) ?? '', content: image }
    }
    if (text !== undefined && image === undefined) return { name, media_type: 'text/plain', content: text }
    context.addIssue('must have either "image" or "text"')
    return z.NEVER
  })

/** By the first bytes of an image, whatever it is called. */
function mediaTypeOf(base64: string): string | undefined {
  const head = String.fromCharCode(...decodeBase64(base64.slice(0, HEAD_CHARS)))
  return IMAGES.find(([, pattern]) => pattern.test(head))?.[0]
}

export function isImage({ media_type }: { media_type: string }): boolean {
  return media_type.startsWith('image/')
}
