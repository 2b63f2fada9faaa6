// What was attached to the prompt of a run, as models are shown it: texts within the request, images beside it.
import { countTokens } from '../../gateway/count-tokens.ts'
import { isImage } from '../../gateway/require-vision.ts'
import type { RunContext } from '../../runs/pipeline.ts'
import { rowsOf } from '../../services/supabase.ts'
import { cutToTokens } from './cut-to-tokens.ts'
import { promptRoom } from './room.ts'

/** Of the room for a prompt, for all attached texts together. */
const SHARE_OF_ROOM = 0.2
/** The most that providers count for one image, about, whatever its size. */
const IMAGE_TOKENS = 1600

export type Asked = {
  /** The prompt, with the texts that are attached to it. */
  prompt: string
  /** As data URLs. */
  images: readonly string[]
  /** What the images take of a prompt, at most. */
  imageTokens: number
}

/** The prompt of a run with what is attached to it. @throws {AppError} */
export async function readAsked({ config, database, run }: RunContext): Promise<Asked> {
  if ((run.options.attachments ?? []).length === 0) return { prompt: run.prompt, images: [], imageTokens: 0 }
  const rows = rowsOf(
    await database.from('run_attachments').select('name,media_type,content').eq('run_id', run.id).order('position'),
  )
  const images = rows.filter(isImage).map(({ media_type, content }) => `data:${media_type};base64,${content}`)
  let left = promptRoom(config, run.model) * SHARE_OF_ROOM
  const texts = rows
    .filter((row) => !isImage(row))
    .map(({ name, content }) => {
      const shown = cutToTokens(content, left)
      left -= countTokens(shown)
      return `Attached, "${name.replace(/[\r\n"]/g, ' ')}":\n${shown}`
    })
  return { prompt: [run.prompt, ...texts].join('\n\n'), images, imageTokens: images.length * IMAGE_TOKENS }
}
