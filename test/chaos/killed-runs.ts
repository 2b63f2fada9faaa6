// Runs that are killed on their way: what the model says in them, and what must be the same as in an undisturbed one.
import type { StreamEvent } from '../support/client.ts'
import type { Script } from '../support/scripted-model.ts'

const editOf = (search: string) =>
  `<edit path="one.txt">\n<<<<<<< SEARCH\n${search}\n=======\nuno\n>>>>>>> REPLACE\n</edit>\n`
const fileOf = (path: string) => `<file path="${path}">\n${path}\n</file>\n`

/** Ends an answer for its length. */
const LENGTH = 'length'
/** What the model says to a question, a piece at a time. */
type Answer = (question: string, task: string) => string[]

const EDITS: Record<string, Answer> = {
  'an edit run that is cut, and goes on in parts': (question, task) => {
    if (task === 'continue') return ['<file path="one.txt">\ndos\ntres\n</file>\n']
    if (question.includes('broke off')) return ['<delete path="three.txt"/>\n']
    return ['<file path="one.txt">\nuno\nd', LENGTH]
  },
  'an edit run': () => [
    'I change two files, and one goes.\n',
    editOf('one'),
    '<rename from="two.txt" to="dos.txt"/>\n',
    '<file path="new.txt">\nnew\n</file>\n',
    '<delete path="three.txt"/>\n',
  ],
  'an edit run that is repaired, first for the worse': (question, task) => {
    if (task === 'edit') return [editOf('eins'), '<rename from="two.txt" to="dos.txt"/>\n']
    if (question.includes('as a whole, in a <file>')) return ['<file path="one.txt">\nuno\n</file>\n']
    return ['<file path="new.json">\n{\n</file>\n', '<delete path="three.txt"/>\n']
  },
}

const NAMES = ['a.txt', 'b.txt', 'c.txt', 'd.txt']

const GENERATIONS: Record<string, Answer> = {
  'a run that generates': (question, task) => {
    if (task === 'plan')
      return [`<plan title="Four">\nFour files.\n${NAMES.map((name) => `- ${name}: it\n`).join('')}</plan>\n`]
    const asked = /^Write these files: (.*)$/m.exec(question)?.[1]?.split(', ') ?? []
    return asked.map(fileOf)
  },
}

/** A chat goes on from what was said, and may end without a version. */
const CHATS: Record<string, Answer> = {
  'a chat run that changes files': EDITS['an edit run'] ?? (() => []),
  'a chat run that only talks': () => ['The project has three texts,\n', 'one word each.\n'],
}

export const PIPELINES = [
  ...Object.entries(EDITS).map(([name, answer]) => ({ name, answer, kind: 'edit' as const })),
  ...Object.entries(GENERATIONS).map(([name, answer]) => ({ name, answer, kind: 'generate' as const })),
  ...Object.entries(CHATS).map(([name, answer]) => ({ name, answer, kind: 'chat' as const })),
]

/** Has the model say it. */
export function scriptOf(answer: Answer): Script {
  return (reply, { task, messages }) => {
    const parts = answer(messages.at(-1)?.content ?? '', task)
    for (const part of parts) if (part !== LENGTH) reply.text(part)
    reply.end(parts.at(-1) === LENGTH ? 'length' : 'stop')
  }
}

export const seqOf = (id: string | undefined) => Number(id?.split('-')[0])

/** What a watcher that knows of withdrawn facts holds in the end, without the numbers. */
export function standing(facts: StreamEvent[]): [string, unknown][] {
  const ranges = facts.filter(({ event }) => event === 'facts.withdrawn').map(({ data }) => data)
  const withdrawn = (seq: number) =>
    ranges.some(({ first_seq, last_seq }) => Number(first_seq) <= seq && seq <= Number(last_seq))
  return facts
    .filter(({ id, event }) => !withdrawn(seqOf(id)) && !/^(?:run\.(?:created|started)|facts\.withdrawn)$/.test(event))
    .map(({ event, data }) => {
      const { usage: _, run_id: __, seq: ___, created_at: ____, ...rest } = data
      return [event, rest]
    })
}
