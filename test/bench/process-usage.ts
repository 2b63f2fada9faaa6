import { readFile } from 'node:fs/promises'

/** Of the figures in /proc/<pid>/stat. */
const TICKS_PER_SECOND = 100

/** What a process has taken of the processor so far, its threads included, and what it holds in memory now. */
export async function usageOf({ pid }: { pid: number | undefined }) {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
  ])
  // The name of the program, in brackets, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    residentBytes: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024,
  }
}
