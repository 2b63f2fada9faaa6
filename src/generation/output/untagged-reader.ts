import { mended, withoutCr, type Block } from './block.ts'
import type { Emit, OutputEvent } from './events.ts'
import { createBundleBlock, createLabelledBlock, type Bundle } from './fenced-block.ts'
import { closesFence, parseFence, type Fence } from './fences.ts'
import { createJsonBlock, opensJson, readJsonAnswer } from './json-answer.ts'
import type { Line, WorkMeter } from './lines.ts'
import { isOfLanguage, languageOf, readInfoPath, readLabel, type Untagged } from './untagged.ts'

/** Finds files among the lines that are neither tags nor in blocks. */
export type UntaggedReader = {
  /** Takes a line; gives the block that it opens, if it opens one. What is prose is said. */
  line: (line: Line) => Block | undefined
  /** A tag follows. */
  interrupt: () => void
  /** The answer is over: what code fences without paths are, is known now. `written` are the files that were closed. */
  end: (written: ReadonlySet<string>) => void
}

type Services = { emit: Emit; meter: WorkMeter; say: (line: Line) => void }

/** Without knowing what an answer is about, nothing without tags is a file. */
export function createUntaggedReader(untagged: Untagged | undefined, { emit, meter, say }: Services): UntaggedReader {
  let label: { path: string; lines: Line[] } | undefined
  /** A code fence that is prose. */
  let code: Fence | undefined
  const bundles: Bundle[] = []

  function sayLabel(): void {
    for (const line of label?.lines ?? []) say(line)
    label = undefined
  }

  function openFence(line: Line, fence: Fence, known: Untagged): Block | undefined {
    const path = readInfoPath(fence) ?? label?.path
    const form = path === undefined ? undefined : known.formOf(path)
    if (path !== undefined && form !== undefined) {
      label = undefined
      return createLabelledBlock({ path, form, fence, hasCrlf: line.text.endsWith('\r'), meter }, emit)
    }
    sayLabel()
    const language = languageOf(fence)
    const isCandidate =
      known.asked.length > 0 && (language === '' || known.asked.some((path) => isOfLanguage(path, language)))
    if (isCandidate || language === 'json') {
      return createBundleBlock(line, fence, { done: (bundle) => bundles.push(bundle), say })
    }
    code = fence
    say(line)
    return undefined
  }

  function take(line: Line, known: Untagged): Block | undefined {
    const text = withoutCr(line.text)
    if (code !== undefined) {
      if (closesFence(text, code)) code = undefined
      say(line)
      return undefined
    }
    if (label !== undefined && text.trim() === '') return void label.lines.push(line)
    const fence = parseFence(text)
    if (fence !== undefined && line.isEnded) return openFence(line, fence, known)
    sayLabel()
    if (opensJson(text)) {
      const block = createJsonBlock(emit)
      block.line(line)
      return block
    }
    const path = readLabel(text)
    if (path !== undefined && line.isEnded && known.formOf(path) !== undefined) label = { path, lines: [line] }
    else say(line)
    return undefined
  }

  function sayBundle({ opening, lines, closing }: Bundle): void {
    for (const line of [opening, ...lines]) say(line)
    if (closing !== undefined) say(closing)
  }

  function settle(bundle: Bundle, open: readonly string[], known: Untagged): void {
    if (bundle.closing === undefined) return sayBundle(bundle)
    const text = `${bundle.lines.map((line) => withoutCr(line.text)).join('\n')}\n`
    const events = readJsonAnswer(text)
    if (events !== undefined && isAbout(events, known)) return events.forEach(emit)
    const path = onlyPathOf(bundle, bundles, open)
    if (path === undefined) return sayBundle(bundle)
    emit({ type: 'file.started', path })
    emit({ type: 'file.delta', path, text })
    emit({ type: 'file.completed', path, content: text })
    emit(mended('untagged_file', 'it is the only file that the code fence can be', path))
  }

  return {
    line(line) {
      if (untagged !== undefined) return take(line, untagged)
      say(line)
      return undefined
    },
    interrupt() {
      sayLabel()
      code = undefined
    },
    end(written) {
      sayLabel()
      if (untagged === undefined) return
      const open = untagged.asked.filter((path) => !written.has(path))
      for (const bundle of bundles) settle(bundle, open, untagged)
    },
  }
}

/** Whether JSON is an answer to what was asked, and not itself a file that was asked for: that may speak of files, too. */
function isAbout(events: readonly OutputEvent[], { asked, formOf }: Untagged): boolean {
  const files = events.filter((event) => event.type === 'file.completed')
  return asked.length === 0 || (files.length > 0 && files.every(({ path }) => formOf(path) !== undefined))
}

/** The one file that was asked for and is missing that a fence can be, where no other fence can be it. */
function onlyPathOf({ fence }: Bundle, bundles: readonly Bundle[], open: readonly string[]): string | undefined {
  const language = languageOf(fence)
  if (language === '') return bundles.length === 1 && open.length === 1 ? open[0] : undefined
  const [path, other] = open.filter((path) => isOfLanguage(path, language))
  if (path === undefined || other !== undefined) return undefined
  const rivals = bundles.filter(
    (bundle) => isOfLanguage(path, languageOf(bundle.fence)) || languageOf(bundle.fence) === '',
  )
  return rivals.length === 1 ? path : undefined
}
