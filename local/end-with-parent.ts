// Loaded into a child process ahead of its program. Its standard input is a pipe that nobody writes to: it ends when the
// parent does, even by SIGKILL. What the child stands on has ended with the parent, so there is nothing to drain.
process.stdin.once('end', endAll).resume()

/** With what it has started itself, where it leads a process group of its own. */
function endAll(): void {
  for (const target of [-process.pid, process.pid]) {
    try {
      process.kill(target, 'SIGKILL')
    } catch {
      // It leads none.
    }
  }
}
