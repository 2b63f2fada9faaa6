// The projects of test/corpus/projects, many to a file of text: "=== name" begins one, "--- path" a file of it. "---
// binary path" is one that is no text, "--- without path" takes one away.
import { readdirSync, readFileSync } from 'node:fs'

export type CorpusProject = {
  name: string
  files: Map<string, string>
  otherPaths: Set<string>
  without: string[]
  /** The lines before the first file, which say what the project is for: `key: value`. */
  notes: Record<string, string>
}

const CORPUS = new URL('../corpus/projects/', import.meta.url)

export function readCorpus(folder: string): CorpusProject[] {
  const directory = new URL(`${folder}/`, CORPUS)
  return readdirSync(directory)
    .filter((name) => name.endsWith('.txt'))
    .toSorted()
    .flatMap((name) => parseProjects(readFileSync(new URL(name, directory), 'utf8')))
}

function parseProjects(text: string): CorpusProject[] {
  return text
    .split(/^=== /m)
    .slice(1)
    .map((part) => parseProject(part))
}

function parseProject(text: string): CorpusProject {
  const [head = '', ...parts] = text.split(/^--- /m)
  const [name = '', ...notes] = head.trim().split('\n')
  const project: CorpusProject = {
    name,
    files: new Map(),
    otherPaths: new Set(),
    without: [],
    notes: Object.fromEntries(notes.map((line) => line.split(/:\s*(.*)/s).slice(0, 2))),
  }
  for (const part of parts) {
    const end = part.indexOf('\n')
    const title = part.slice(0, end)
    if (title.startsWith('binary ')) project.otherPaths.add(title.slice('binary '.length))
    else if (title.startsWith('without ')) project.without.push(title.slice('without '.length))
    else project.files.set(title, part.slice(end + 1))
  }
  return project
}
