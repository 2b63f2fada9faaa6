// What a project asks of whoever works on it: its owner's instructions and files named AGENTS.md, sent with every call.
import { cutToTokens } from './cut-to-tokens.ts'

/** Most tokens of each of both, and their most of the room that a prompt has. */
const MOST_TOKENS = 4000
const SHARE_OF_ROOM = 0.1

/** First what the owner says, then all such files, those nearest to the root first, as far as there is room. */
export function renderInstructions(
  own: string,
  contents: ReadonlyMap<string, string>,
  roomTokens: number,
): string | undefined {
  const most = Math.min(MOST_TOKENS, Math.floor(roomTokens * SHARE_OF_ROOM))
  const parts = [own.trim(), readAgentFiles(contents)].filter((part) => part !== '')
  return parts.length === 0 ? undefined : parts.map((part) => cutToTokens(part, most)).join('\n\n')
}

function readAgentFiles(contents: ReadonlyMap<string, string>): string {
  const paths = [...contents.keys()].filter((path) => /(?:^|\/)AGENTS\.md$/.test(path))
  return paths
    .toSorted((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))
    .map((path) => `${path}:\n${(contents.get(path) ?? '').trim()}`)
    .join('\n\n')
}
