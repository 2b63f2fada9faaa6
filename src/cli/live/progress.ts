import type { WriteStream } from 'node:tty'
import type { OmissionReason } from '../../errors.ts'
import { endsRun } from '../../runs/events.ts'
import { createPaint } from './paint.ts'
import type { RunWords } from './run-words.ts'

type Output = Pick<WriteStream, 'write'> & { isTTY?: boolean }
export type Progress = {
  show: (event: string, data: Record<string, unknown>) => void
  result: () => { status: string; message: string; title: string }
}

/** A carriage return and "erase to the end of the line". */
const REWRITE = '\r\u001b[K'
const SHOW_EVERY_BYTES = 1000

/** Shows a run as it happens; on a terminal the line of the file being written grows in place. */
export function createProgress(out: Output, words: RunWords): Progress {
  const paint = createPaint(out.isTTY === true)
  let result = { status: 'unknown', message: 'the event stream broke off', title: 'project' }
  let sizeBytes = 0
  let shownBytes = 0
  const line = (text: string) => out.write(`${out.isTTY === true ? REWRITE : ''}${text}\n`)
  const growing = (text: string) => out.write(out.isTTY === true ? REWRITE + text : `${text}\n`)

  /** What the model says, a line at a time as it comes. */
  let said = ''
  const say = (text: string) => {
    const lines = (said + text).split('\n')
    said = lines.pop() ?? ''
    for (const spoken of lines) if (spoken.trim() !== '') line(spoken.replace(/\p{Cc}/gu, ''))
  }

  const handlers: Record<string, (data: Record<string, unknown>) => void> = {
    'message.delta': ({ text }) => say(String(text)),
    'plan.ready': ({ title, files }) => {
      result = { ...result, title: String(title) }
      line(`\n${paint('bold', words.plan)} ${String(title)}`)
      for (const { path, purpose } of files as { path: string; purpose: string }[])
        line(`  ${path}: ${paint('dim', purpose)}`)
      line('')
    },
    'file.started': ({ path }) => {
      sizeBytes = 0
      shownBytes = 0
      growing(paint('dim', `  ${words.writing} ${String(path)} …`))
    },
    'file.delta': ({ path, text }) => {
      sizeBytes += Buffer.byteLength(String(text))
      if (sizeBytes - shownBytes < SHOW_EVERY_BYTES) return
      shownBytes = sizeBytes
      growing(paint('dim', `  ${words.writing} ${String(path)} … ${formatSize(sizeBytes)}`))
    },
    'file.completed': ({ path, size_bytes }) =>
      line(`  ${paint('green', words.wrote)} ${String(path)}, ${formatSize(Number(size_bytes))}`),
    'file.failed': ({ path, message }) => line(`  ${paint('red', words.failed)} ${String(path)}: ${String(message)}`),
    'check.completed': ({ files_checked, files_not_checked, problems }) => {
      const found = problems as { path: string; message: string }[]
      const left = files_not_checked as { path: string; reason: string }[]
      line(`\n${paint(found.length === 0 ? 'green' : 'yellow', words.checked(Number(files_checked), found.length))}`)
      for (const { path, reason } of left) {
        line(`  ${path}: ${words.notChecked}. ${words.omissions[reason as OmissionReason] ?? reason}`)
      }
      for (const { path, message } of found) line(`  ${path}: ${message}`)
    },
    'problem.found': ({ path, message }) => {
      line(`  ${typeof path === 'string' ? `${path}: ` : ''}${oneLine(message)}`)
    },
    'page.opened': ({ state, reason, problem_count, pressed }) => {
      const problems = Number(problem_count ?? 0)
      if (state !== 'opened') line(paint('yellow', `${words.notOpened} ${oneLine(reason)}`))
      else line(paint(problems === 0 ? 'green' : 'yellow', words.opened(problems, Number(pressed ?? 0))))
    },
    'version.committed': ({ version }) => line(words.committed(Number(version))),
    'stream.failed': ({ error }) => {
      result = { ...result, message: JSON.stringify(error) }
    },
  }

  return {
    show: (event, data) => {
      if (event !== 'message.delta' && said !== '') say('\n')
      handlers[event]?.(data)
      if (!endsRun(event)) return
      const { message = '' } = (data['error'] ?? {}) as { message?: string }
      result = { ...result, status: String(data['status']), message: JSON.stringify(message) }
    },
    result: () => result,
  }
}

/** What a page or a browser says is anybody's text. */
function oneLine(text: unknown): string {
  return String(text).replace(/\p{Cc}+/gu, ' ')
}

function formatSize(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`
}
