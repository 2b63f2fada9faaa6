import type { RunError } from '../../errors.ts'
import type { RunContext, StepTools } from '../../runs/pipeline.ts'
import type { ChatMessage } from '../../gateway/chat-message.ts'
import { applyOutput } from '../apply-output.ts'
import { refuseOutput } from '../refuse-output.ts'
import type { Asked } from '../context/attached.ts'
import type { Shown } from '../context/shown.ts'
import type { Finding } from '../findings.ts'
import type { OutputEvent } from '../output/events.ts'
import type { Untagged } from '../output/untagged.ts'
import { readAnswer } from '../read-answer.ts'
import type { Workspace } from '../workspace.ts'

/** What a call leaves besides files, as its step stores it. */
export type Said = {
  /** Words for the user. */
  message: string
  /** What could not be taken. */
  findings?: Finding[] | undefined
  /** Why the model stopped early, if it did, and whether it would have said more. */
  error?: RunError | undefined
  isCut?: boolean | undefined
  /** It was whole, and brought neither words nor files. */
  isEmpty?: boolean | undefined
  /** What each call was shown of the project. */
  context?: Shown[] | undefined
  /** The file that the answer broke off in. */
  cutFile?: { path: string; content: string } | undefined
}

type Question = {
  messages: ChatMessage[]
  untagged: Untagged
  /** Whether files that the answer changes are changed; so it is unless it is said. */
  mayChange?: boolean
  /** Images that go with what the user asks. */
  asked?: Asked | undefined
  /** Called with each path that the answer asks to read. */
  onRead?: (path: string) => void
}

/** Asks the model once, and applies what it says. */
export async function askAndApply(
  context: RunContext,
  tools: StepTools,
  workspace: Workspace,
  { messages, untagged, mayChange = true, asked, onRead }: Question,
): Promise<Said> {
  const sink = mayChange ? applyOutput(tools, workspace) : refuseOutput(tools)
  const take = async (event: OutputEvent) => (event.type === 'read' ? onRead?.(event.path) : sink.take(event))
  const interruption = await readAnswer(context, messages, mayChange ? { take, untagged, asked } : { take, asked })
  const cutFile = sink.cutFile()
  if (interruption?.isCut === true) {
    const { code, message } = interruption.error
    const path = cutFile === undefined ? {} : { path: cutFile.path }
    await tools.record([{ type: 'answer.cut', data: { code, message, ...path } }])
  }
  await sink.flush()
  return {
    message: sink.message(),
    findings: sink.findings(),
    ...(interruption === undefined ? {} : { error: interruption.error, isCut: interruption.isCut, cutFile }),
  }
}

type Rounds = Omit<Question, 'messages'> & {
  /** What to send next. */
  messages: () => ChatMessage[]
  /** Adds to that what the answer asks to read; false when it asks for nothing, or for too much. */
  goOn: () => Promise<boolean>
}

/** Asks the model, and again for as long as it asks to read. Gives what all answers have left, ended as the last one did. */
export async function askInRounds(
  context: RunContext,
  tools: StepTools,
  workspace: Workspace,
  { messages, goOn, ...question }: Rounds,
): Promise<Said> {
  const texts: string[] = []
  const findings: Finding[] = []
  for (;;) {
    const said = await askAndApply(context, tools, workspace, { ...question, messages: messages() })
    texts.push(said.message)
    findings.push(...(said.findings ?? []))
    const isOver = said.error !== undefined || !(await goOn())
    if (isOver) return { ...said, message: joinMessages(texts), findings }
  }
}

/** What several calls have said, as one message; what they have said in the same words stands in it once. */
export function joinMessages(messages: readonly string[]): string {
  return [...new Set(messages)].filter((text) => text !== '').join('\n\n')
}
