const TIMEOUT_MS = 5000
const OPENAI = 'https://api.openai.com/v1'
/** A key may be good for models and not for their list. */
const LACKS_PERMISSION = /scope|permission/i
/** Gemini answers 400 to a key that is none. */
const BAD_KEY = /api.?key/i

/**
 * Asks an attached provider once whether it takes the key, as a run would end with it much later. Gives back a warning when
 * it does not answer. @throws with a sentence for the user when it refuses the key
 */
export async function askProvider(given: Record<string, string | undefined>): Promise<string | undefined> {
  const { AI_API_KEY: key, AI_BASE_URL } = given
  if (!key) return undefined
  const url = (AI_BASE_URL || OPENAI).replace(/\/+$/, '')
  const answer = await ask(`${url}/models`, key).catch(() => undefined)
  if (answer === undefined) return `${url} does not answer: runs will fail until it does.`
  const { status, text } = answer
  const refused = (status === 401 && !LACKS_PERMISSION.test(text)) || (status === 400 && BAD_KEY.test(text))
  if (!refused) return undefined
  throw new Error(`${url} refuses AI_API_KEY (${status}): set a key of that provider, or take AI_API_KEY out.`)
}

async function ask(url: string, key: string): Promise<{ status: number; text: string }> {
  const headers = { Authorization: `Bearer ${key}` }
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) })
  // The list of models may be long, and its words mean nothing here.
  if (response.ok) await response.body?.cancel()
  return { status: response.status, text: response.ok ? '' : await response.text() }
}
