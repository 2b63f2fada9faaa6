import type { Reporter, TestModule, TestSuite } from 'vitest/node'

/** Names what was left out, at the end and each suite once: the reason stands in the name. */
export default class ReportSkipped implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) => namesOf(module).map((name) => `  ${module.relativeModuleId}: ${name}`))
    if (skipped.length > 0) process.stdout.write(`Left out:\n${skipped.join('\n')}\n`)
  }
}

function namesOf(parent: TestModule | TestSuite): string[] {
  return [...parent.children].flatMap((child) => {
    if (child.type === 'test') return child.result().state === 'skipped' ? [child.name] : []
    return child.state() === 'skipped' ? [child.name] : namesOf(child)
  })
}
