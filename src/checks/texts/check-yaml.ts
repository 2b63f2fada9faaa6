import { Composer, Lexer, Parser, type CST } from 'yaml'
import type { Work } from '../../work.ts'
import type { Report } from '../report.ts'

/** A document is put together in one go, at some microseconds for each of its parts. */
const MOST_PARTS = 3000
const UNITS_TO_READ = 5
const UNITS_TO_COMPOSE = 10

/** What is no YAML before a template engine has filled it, as in charts and playbooks. */
const TEMPLATE = /\{\{|\{%|<%/

/** Reports what no reader of YAML takes. What tags and doubled keys mean is for each reader to say. */
export async function checkYaml(text: string, report: Report, work: Work): Promise<void> {
  const documents = await readDocuments(text, work)
  if (documents === undefined) return report.omit('too_large')
  const errors = await findErrors(documents, work)
  if (errors === undefined) return report.omit('too_complex')
  // It is mostly the cause of the others.
  const [first] = errors
  if (first === undefined) return
  if (TEMPLATE.test(text)) return report.omit('unknown_syntax')
  report.add('syntax_error', `YAML: ${first.message}`, first.pos[0])
}

type Token = { token: CST.Token; parts: number }

/** The documents of a file and what stands between them; undefined when one of them is too large. */
async function readDocuments(text: string, work: Work): Promise<Token[] | undefined> {
  const parser = new Parser()
  const tokens: Token[] = []
  let parts = 0
  for (const lexeme of new Lexer().lex(text)) {
    parts += 1
    if (parts > MOST_PARTS) return undefined
    for (const token of parser.next(lexeme)) {
      tokens.push({ token, parts })
      parts = 0
    }
    if (work.spend(UNITS_TO_READ)) await work.pause()
  }
  for (const token of parser.end()) tokens.push({ token, parts })
  return tokens
}

/** Undefined when the file nests deeper than can be followed. */
async function findErrors(tokens: readonly Token[], work: Work) {
  // To look for a doubled key compares each with each.
  const composer = new Composer({ uniqueKeys: false })
  const documents = []
  for (const { token, parts } of tokens) {
    documents.push(...composer.next(token))
    if (work.spend(parts * UNITS_TO_COMPOSE + 1)) await work.pause()
  }
  documents.push(...composer.end())
  const errors = documents.flatMap((document) => document.errors)
  return errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION') ? undefined : errors
}
