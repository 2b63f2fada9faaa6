// What may be attached to a prompt. The database holds to the same bounds, in attachment_is_valid.
import { decodeBase64 } from 'hono/utils/encode'
import * as z from 'zod'
import { toHex } from '../hex.ts'
import type { NewAttachment } from '../services/database-types.ts'
import { MAX_ATTACHED_TEXT_BYTES, MAX_ATTACHMENTS, MAX_IMAGE_BYTES } from '../services/stored-limits.ts'
import { storedText } from '../services/stored-text.ts'

/** The first bytes of each kind of image, in hexadecimal. */
const IMAGES: readonly [mediaType: string, head: RegExp][] = [
  ['image/png', /^89504e470d0a1a0a/],
  ['image/jpeg', /^ffd8ff/],
  ['image/gif', /^47494638(?:37|39)61/],
  ['image/webp', /^52494646.{8}57454250/],
]

const BASE64_CHARS = Math.ceil(MAX_IMAGE_BYTES / 3) * 4
/** The first 12 bytes. */
const HEAD_CHARS = 16

/** Of all together, an image as base64: what the options of a run may take, and some room for escapes. */
const MOST_BYTES = 1_900_000

const encoder = new TextEncoder()

const image = z
  .string()
  .max(BASE64_CHARS)
  .regex(/^[A-Za-z0-9+/]+={0,2}$/, { error: 'must be base64', abort: true })
  .refine((content) => content.length % 4 === 0, { error: 'must be base64', abort: true })
  .refine((content) => mediaTypeOf(content) !== undefined, 'must be a PNG, JPEG, GIF or WebP image')

const text = storedText
  .min(1)
  .max(MAX_ATTACHED_TEXT_BYTES)
  .refine((content) => encoder.encode(content).length <= MAX_ATTACHED_TEXT_BYTES, {
    error: `must have at most ${MAX_ATTACHED_TEXT_BYTES} bytes`,
  })

const attachmentSchema = z
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

/** All attachments of a prompt. */
export const attachmentsSchema = z
  .array(attachmentSchema)
  .max(MAX_ATTACHMENTS)
  .refine((all) => all.reduce((sum, { content }) => sum + encoder.encode(content).length, 0) <= MOST_BYTES, {
    error: `must have at most ${MOST_BYTES} bytes together`,
  })

/** By the first bytes of an image, whatever it is called. */
function mediaTypeOf(base64: string): string | undefined {
  const head = toHex(decodeBase64(base64.slice(0, HEAD_CHARS)))
  return IMAGES.find(([, pattern]) => pattern.test(head))?.[0]
}
