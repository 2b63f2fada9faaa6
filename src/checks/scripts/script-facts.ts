import type { Work } from '../../work.ts'
import { createScriptElements, lookForElements, type ScriptElements } from './script-elements.ts'
import { readScriptExports, type ScriptExports } from './script-exports.ts'
import { createLinkReader, type ScriptLink } from './script-links.ts'
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

/** The facts of all scripts are kept until the check ends, so that a script counts for more than the time it takes. */
const UNITS_PER_SCRIPT = 60

export async function readScriptFacts(
  program: SyntaxNode,
  about: Pick<ScriptFacts, 'wantsModule' | 'jsxOffset'>,
  work: Work,
): Promise<ScriptFacts> {
  if (work.spend(UNITS_PER_SCRIPT)) await work.pause()
  const names = await createScriptNames(program, work)
  const elements = createScriptElements()
  const links = createLinkReader()
  const look = (node: SyntaxNode, isGuarded: boolean) => {
    links.look(node)
    lookForNames(names, node)
    lookForElements(elements, node, isGuarded)
  }
  await addScopes(names, await readScopes(program, look, work), work)
  // Bundlers let a module import in one way and export in the other.
  const usesCommonJs = names.isModule ? names.commonJsExports.length > 0 : names.mentionsLoader
  return {
    ...about,
    links: links.found(),
    exports: await readScriptExports(program, usesCommonJs, work),
    names,
    elements,
  }
}
