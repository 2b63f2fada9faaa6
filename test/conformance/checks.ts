// What is not one runtime against another: each is a row of its own with how it went.

/** `skip` is why it could not be tried here. */
export type Check = { name: string; run: () => Promise<{ detail: string } | { skip: string }> }

/** Prints how each went, as it goes; gives the number of failures. */
export async function runChecks(title: string, checks: Check[]): Promise<number> {
  const print = (line: string) => process.stdout.write(`${line}\n`)
  let failures = 0
  print(`\n| ${title} | |\n|---|---|`)
  for (const { name, run } of checks) {
    try {
      const result = await within(run(), 60_000)
      print(`| ${name} | ${'skip' in result ? `skipped: ${result.skip}` : result.detail} |`)
    } catch (error) {
      failures += 1
      print(`| ${name} | ✗ ${error instanceof Error ? error.message : String(error)} |`)
    }
  }
  return failures
}

function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${ms} ms`)), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
