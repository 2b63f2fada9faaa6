import { countTokens } from '../../src/gateway/count-tokens.ts'
import { countMessages } from '../../src/generation/context/room.ts'
import { createRemoteClient, type RemoteClient } from '../support/remote.ts'
import { makeProject, type SampleFile } from '../support/sample-project.ts'
import { startScriptedModel, type Call, type ScriptedModel } from '../support/scripted-model.ts'
import { startWeb } from './app-process.ts'

const FILES = 500
const FILE_CHARS = 10_000
const WINDOW_TOKENS = 128_000

export const TOKEN_COLUMNS = [
  'what',
  'calls',
  'prompt tokens',
  'longest prompt',
  'answer tokens',
  'all',
  'at most',
] as const

type Usage = { calls: number; prompt: number; longest: number; answer: number }
type Site = { model: ScriptedModel; client: RemoteClient; projectId: string; project: Map<string, SampleFile> }

/** What a large project takes to write and to change, counted as the app counts: more than any provider would. */
export async function measureTokenCosts(environment: Record<string, string>): Promise<string[][]> {
  const model = await startScriptedModel()
  const ai = { AI_BASE_URL: model.url, AI_API_KEY: 'k', AI_MODELS: 'm', AI_MODEL_LIMITS: `m=${WINDOW_TOKENS}/32000` }
  const web = await startWeb({ ...environment, ...ai })
  const client = await createRemoteClient(web.url)
  const { id } = await client.json<{ id: string }>('POST', '/api/projects', { name: 'Bench' })
  const project = new Map(makeProject(FILES, FILE_CHARS).map((file) => [file.path, file]))
  const site = { model, client, projectId: id, project }
  const [one, other] = ['src/billing/form.ts', 'src/search/view3.ts']
  const rows = [
    tokenRow(`${FILES} files of 10 kB are generated`, await generate(site), '3,000,000'),
    tokenRow('two of them are changed, which the prompt names', await edit(site, [one, other]), '60,000'),
    tokenRow('the same, when the model asks to read both', await edit(site, [one, other], true)),
  ]
  web.kill()
  await model.close()
  return rows
}

async function generate(site: Site): Promise<Usage> {
  const plan = [...site.project.values()].map(({ path, purpose }) => `- ${path}: ${purpose}`)
  return run(site, 'A shop with an office behind it', ({ task, messages }) => {
    if (task === 'plan') return ['<plan title="Shop">', 'A shop.', ...plan, '</plan>', ''].join('\n')
    const paths = (/^Write these files: (.*)$/m.exec(messages[1]?.content ?? '')?.[1] ?? '').split(', ')
    return paths.map((path) => `<file path="${path}">\n${site.project.get(path)?.text ?? ''}</file>\n`).join('')
  })
}

async function edit(site: Site, paths: readonly string[], isReading = false): Promise<Usage> {
  const prompt = isReading ? 'The rate of every step is wrong' : `The rate is wrong in ${paths.join(' and ')}`
  return run(site, prompt, ({ messages }) => {
    if (isReading && messages.length === 2) return paths.map((path) => `<read path="${path}"/>\n`).join('')
    return paths.map((path) => editBlock(path, isReading ? 'taxed' : 'gross')).join('')
  })
}

function editBlock(path: string, word: string): string {
  const search = '  return total\n'
  return `<edit path="${path}">\n<<<<<<< SEARCH\n${search}=======\n  // ${word}\n${search}>>>>>>> REPLACE\n</edit>\n`
}

async function run({ model, client, projectId }: Site, prompt: string, answer: (call: Call) => string): Promise<Usage> {
  const usage: Usage = { calls: 0, prompt: 0, longest: 0, answer: 0 }
  model.script((reply, call) => {
    const text = answer(call)
    const promptTokens = countMessages(call.messages as Parameters<typeof countMessages>[0])
    usage.calls += 1
    usage.prompt += promptTokens
    usage.longest = Math.max(usage.longest, promptTokens)
    usage.answer += countTokens(text)
    reply.text(text)
    reply.end()
  })
  const stream = { Accept: 'text/event-stream' }
  const events = await client.fetch('POST', `/api/projects/${projectId}/runs`, { prompt }, stream)
  const text = await events.text()
  // The made-up files need not pass the check; what counts here is that each was taken.
  if (!/event: run\.(?:succeeded|partial)/.test(text)) throw new Error(`The run failed: ${text.slice(-500)}`)
  return usage
}

function tokenRow(what: string, { calls, prompt, longest, answer }: Usage, most = ''): string[] {
  return [what, ...[calls, prompt, longest, answer, prompt + answer].map((count) => count.toLocaleString('en')), most]
}
