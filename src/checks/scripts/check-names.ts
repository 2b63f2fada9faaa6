// Names that a script uses in a way that fails when it runs.
import type { Work } from '../../work.ts'
import { quote, type Report } from '../report.ts'
import { CHARS_PER_UNIT } from '../text-work.ts'
import type { Toolchain } from '../links/toolchain.ts'
import type { ScriptNames } from './script-names.ts'

/** Called without a declaration, these are functions of React or Vue that were not imported. */
const REACT_FUNCTION = /^(?:use[A-Z]\w*|createContext|forwardRef|createRoot)$/
const VUE_FUNCTION =
  /^(?:use[A-Z]\w*|ref|reactive|computed|watch|watchEffect|onMounted|onUnmounted|onBeforeUnmount|nextTick|shallowRef|toRefs?|defineComponent)$/

/** Components that the compiler of Solid imports by itself. */
const SOLID_COMPONENT = /^(?:For|Show|Switch|Match|Suspense|SuspenseList|Portal|Index|Dynamic|ErrorBoundary)$/

const GLOBALS_COMMENT = /\/[*/]\s{0,20}globals?\s([^*\n]{1,2000})/g

const SVELTE_FUNCTION =
  /^(?:onMount|onDestroy|beforeUpdate|afterUpdate|createEventDispatcher|writable|readable|derived)$/

/** `framework`: the extension of the component that holds the script, for one that does. */
export type NamesToCheck = { text: string; names: ScriptNames; report: Report; framework?: string }

/** `globals`: names that any script of the project gives to all. */
export async function checkNames(
  toolchain: Toolchain,
  globals: ReadonlySet<string>,
  { text, names, report, framework }: NamesToCheck,
  work: Work,
): Promise<void> {
  for (const offset of names.calledStrings) {
    report.add('syntax_error', 'The mark of a code block stands in the script: remove it.', offset)
  }
  for (const { name, offset } of names.assignedConstants) {
    report.add('assigned_constant', `${quote(name)} is a constant: declare it with let or do not assign to it.`, offset)
    if (work.spend(1)) await work.pause()
  }
  if (!names.isModule || toolchain.importsByItself) return
  if (names.unknownCalls.length + names.unknownComponents.length === 0) return
  if (work.spend(text.length / CHARS_PER_UNIT)) await work.pause()
  const commented = new Set([...text.matchAll(GLOBALS_COMMENT)].flatMap(([, list = '']) => list.split(/[^\w$]+/)))
  const isKnown = (name: string) => globals.has(name) || toolchain.ambient.declarations.has(name) || commented.has(name)
  const { dependencies } = toolchain.packages
  const known = functionsOf(framework, dependencies)
  for (const { name, offset } of names.unknownCalls) {
    if (work.spend(0.5)) await work.pause()
    if (report.isFull()) return
    if (known?.test(name) === true && !isKnown(name)) reportUnknown(report, name, offset)
  }
  // Vue looks up what is not imported by its name.
  const hasComponents = dependencies.has('vue') && !dependencies.has('react')
  for (const { name, offset } of hasComponents ? [] : names.unknownComponents) {
    if (work.spend(0.5)) await work.pause()
    if (report.isFull()) return
    if (dependencies.has('solid-js') && SOLID_COMPONENT.test(name)) continue
    if (!isKnown(name)) reportUnknown(report, name, offset)
  }
}

function functionsOf(framework: string | undefined, dependencies: ReadonlySet<string>): RegExp | undefined {
  if (framework === '.svelte') return SVELTE_FUNCTION
  if (framework === '.astro') return undefined
  if (framework !== '.vue' && (dependencies.has('react') || dependencies.has('preact'))) return REACT_FUNCTION
  return dependencies.has('vue') ? VUE_FUNCTION : undefined
}

function reportUnknown(report: Report, name: string, offset: number): void {
  report.add('undefined_name', `${quote(name)} is used, but neither imported nor declared: import it.`, offset)
}
