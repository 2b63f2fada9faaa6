// What a call that writes files is shown: the plan, what the files that are there export, and whole those that the next
// ones need.
import type { Config } from '../../config.ts'
import type { ChatMessage } from '../../gateway/chat-message.ts'
import { renderPlanBlock } from '../output/format.ts'
import { writeMessages, type Plan } from '../prompts.ts'
import type { Workspace } from '../workspace.ts'
import { countTokens } from '../../gateway/count-tokens.ts'
import { listByFolder, renderExports } from './outline.ts'
import { createProjectReader, tokensOf, type MappedFiles } from './project-map.ts'
import { rankWritten } from './rank-written.ts'
import { countMessages, promptRoom } from './room.ts'
import { renderWhole, takeWhatFits, type Shown } from './shown.ts'

/** A longer plan is told by its paths alone, and of the next files by their purposes. */
const PLAN_TOKENS = 6000
const PLAN_SHARE = 0.3
/** Written files of no more tokens are all shown whole; of more, those that the next files need. */
const SMALL_TOKENS = 8000
const WHOLE_TOKENS = 12_000
const WHOLE_SHARE = 0.5
/** What all calls of a run together show whole: each of many calls shows less. */
const WHOLE_TOKENS_OF_RUN = 600_000
const EXPORTS_TOKENS = 3000
const EXPORTS_SHARE = 0.15

export type WriteRequest = {
  config: Pick<Config, 'AI_FALLBACK_MODELS' | 'AI_MAX_OUTPUT_TOKENS' | 'AI_MODEL_LIMITS' | 'RUN_FILES_PER_CALL'>
  model: string
  prompt: string
  plan: Plan
  /** What the prompt takes besides its text. */
  imageTokens?: number
  /** Files of the project that are to go. */
  drops?: readonly string[] | undefined
}

export type WriteContext = {
  /** The messages that ask for files of the plan, and what they show. */
  ask: (
    paths: readonly string[],
    workspace: Pick<Workspace, 'contents' | 'touched'>,
    instructions?: string,
  ) => Promise<{ messages: ChatMessage[]; shown: Shown }>
}

export function createWriteContext({
  config,
  model,
  prompt,
  plan,
  imageTokens = 0,
  drops = [],
}: WriteRequest): WriteContext {
  const read = createProjectReader()
  const room = promptRoom(config, model) - imageTokens
  const calls = Math.ceil(plan.files.length / config.RUN_FILES_PER_CALL)
  const planned = new Set(plan.files.map(({ path }) => path))
  const purposes = new Map(plan.files.map(({ path, purpose }) => [path, purpose]))
  const shortPlan = shortenPlan(plan, Math.min(PLAN_TOKENS, room * PLAN_SHARE))

  async function ask(
    paths: readonly string[],
    { contents, touched }: Pick<Workspace, 'contents' | 'touched'>,
    instructions?: string,
  ) {
    // What the project had before and the plan leaves as it is can be built upon, too.
    const isThere = (path: string) => touched.has(path) || (!planned.has(path) && !drops.includes(path))
    const written = new Map([...contents].filter(([path]) => isThere(path)))
    const known = new Set([...planned, ...written.keys()])
    const replaced = new Map([...contents].filter(([path]) => paths.includes(path) && !touched.has(path)))
    const mapped = await read(written, known)
    const next = paths.map((path) => `- ${path}: ${purposes.get(path) ?? ''}`).join('\n')
    const render = (whole: readonly string[], old: readonly string[], outline?: string) =>
      writeMessages({
        prompt,
        instructions,
        paths,
        plan: shortPlan ?? renderPlanBlock(plan),
        purposes: shortPlan === undefined ? undefined : next,
        outline,
        files: renderWhole(whole, written),
        old: renderWhole(old, replaced),
      })
    const left = room - countMessages(render([], []))
    const mostWhole = Math.min(WHOLE_TOKENS, WHOLE_TOKENS_OF_RUN / calls, left * WHOLE_SHARE)
    const { whole, rest } = chooseWritten(mapped, { next: paths, purposes: next }, { left, mostWhole })
    const old = takeWhatFits(replaced.keys(), await read(replaced, contents), mostWhole)
    const messages = render(whole, old, renderExports(rest, mapped, Math.min(EXPORTS_TOKENS, left * EXPORTS_SHARE)))
    return {
      messages,
      shown: {
        whole: [...whole, ...old],
        listed: known.size - whole.length - old.length,
        prompt_tokens: countMessages(messages),
      },
    }
  }

  return { ask }
}

/** The written files that are shown whole, and the others, the most important first. */
function chooseWritten(
  mapped: MappedFiles,
  { next, purposes }: { next: readonly string[]; purposes: string },
  { left, mostWhole }: { left: number; mostWhole: number },
): { whole: string[]; rest: string[] } {
  const { needed, all } = rankWritten(mapped, next, purposes)
  const isSmall = tokensOf(mapped) <= Math.min(SMALL_TOKENS, left * WHOLE_SHARE)
  const whole = isSmall ? all.toSorted() : takeWhatFits(needed, mapped, mostWhole).toSorted()
  const isWhole = new Set(whole)
  return { whole, rest: all.filter((path) => !isWhole.has(path)) }
}

/** The plan without the purposes of its files, when it is too long with them. */
function shortenPlan(plan: Plan, mostTokens: number): string | undefined {
  if (countTokens(renderPlanBlock(plan)) <= mostTokens) return undefined
  const head = renderPlanBlock({ ...plan, files: [] }).trimEnd()
  return head.replace(/<\/plan>$/, `${listByFolder(plan.files.map(({ path }) => path))}\n</plan>`)
}
