/**
 * Is loaded into a child process ahead of its program, in JavaScript that any Node reads. The child's standard input is a
 * pipe that nobody writes to: it ends when the parent does, even by SIGKILL. What the child stands on has ended with the
 * parent, so there is nothing to drain; where it leads a process group, what it has started ends with it.
 */
const PROGRAM = `
process.stdin.once('end', () => {
  for (const target of [-process.pid, process.pid]) {
    try {
      process.kill(target, 'SIGKILL')
    } catch {
      // It leads no group.
    }
  }
}).resume()`

/** For the option --import of Node. */
export const END_WITH_PARENT = `data:text/javascript,${encodeURIComponent(PROGRAM)}`
