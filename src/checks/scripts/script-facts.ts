import type { Work } from '../../work.ts'
import { createScriptElements, lookForElements, type ScriptElements } from './script-elements.ts'
import { readScriptExports, type ScriptExports } from './script-exports.ts'
import { readScriptLinks, type ScriptLink } from './script-links.ts'
import { addScopes, createScriptNames, lookForNames, type ScriptNames } from './script-names.ts'
import { readScopes } from './script-scopes.ts'
import type { SyntaxNode } from './syntax-node.ts'

/** What other checks need of a script once it is read. */
export type ScriptFacts = {
  links: ScriptLink[]
  exports: ScriptExports
  names: ScriptNames
  elements: ScriptElements
  /** A classic script that works only as a module. */
  wantsModule: boolean
  /** Where JSX begins in a file whose name does not tell of it. */
  jsxOffset: number | undefined
}

export async function readScriptFacts(
  program: SyntaxNode,
  about: Pick<ScriptFacts, 'wantsModule' | 'jsxOffset'>,
  work: Work,
): Promise<ScriptFacts> {
  const names = createScriptNames(program)
  const elements = createScriptElements()
  const look = (node: SyntaxNode, isGuarded: boolean) => {
    lookForNames(names, node)
    lookForElements(elements, node, isGuarded)
  }
  await addScopes(names, await readScopes(program, look, work), work)
  return {
    ...about,
    links: await readScriptLinks(program, work),
    exports: await readScriptExports(program, work),
    names,
    elements,
  }
}
