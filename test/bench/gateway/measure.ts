// Each contender is asked in turns, several times over, so that what else the machine does falls on all.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { usageOf } from '../process-usage.ts'
import { formatBytes, formatMs, median, quantile } from '../table.ts'
import type { Order, Report } from './caller.ts'
import type { Contender } from './contenders.ts'

export const GATEWAY_COLUMNS = [
  'what',
  'at once',
  'by',
  'CPU per call',
  'of the bare proxy',
  'calls a second',
  'added, median',
  'added, p99',
  'first chunk',
  'memory',
] as const

const ROUNDS = 3
const WARM_UP_MS = 2000
const ROUND_MS = 2000
/** What a contender leaves for later is its work, too. */
const AFTERWARDS_MS = 1200

type Mode = Pick<Order, 'streamed' | 'atOnce'>
/** By what the command line calls them. */
export const MODES = {
  'json-1': { streamed: false, atOnce: 1 },
  'json-32': { streamed: false, atOnce: 32 },
  'stream-1': { streamed: true, atOnce: 1 },
  'stream-32': { streamed: true, atOnce: 32 },
} as const satisfies Record<string, Mode>

type Round = { cpuMs: number; perSecond: number; wholeMs: number; p99Ms: number; firstMs: number; memory: number }

/** A process of callers, for drive(). */
export function forkCallers(): ChildProcess {
  const callers = fork(fileURLToPath(new URL('caller.ts', import.meta.url)))
  // What a contender answers wrongly ends them, and the comparison with them.
  callers.once('exit', (code) => {
    if (code !== 0 && code !== null) process.exit(code)
  })
  return callers
}

/** `direct` is what the others are compared with, and `bare` what their CPU is. */
export type Field = { direct: Contender; bare: Contender; others: Contender[] }

export async function measureGateways(
  callers: ChildProcess,
  { direct, bare, others }: Field,
  modes: readonly Mode[],
): Promise<string[][]> {
  const contenders = [direct, bare, ...others]
  const rows: string[][] = []
  for (const mode of modes) {
    const rounds = await takeTurns(callers, contenders, mode)
    const middleOf = (contender: Contender, figure: keyof Round) =>
      median((rounds.get(contender) ?? []).map((round) => round[figure]))
    for (const contender of contenders) rows.push(rowOf(mode, contender, { direct, bare }, middleOf))
  }
  return rows
}

async function takeTurns(callers: ChildProcess, contenders: Contender[], mode: Mode): Promise<Map<Contender, Round[]>> {
  const rounds = new Map<Contender, Round[]>(contenders.map((contender) => [contender, []]))
  for (const contender of contenders) await drive(callers, contender, mode, WARM_UP_MS)
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    for (const contender of contenders) rounds.get(contender)?.push(await measureRound(callers, contender, mode))
  }
  return rounds
}

async function measureRound(callers: ChildProcess, contender: Contender, mode: Mode): Promise<Round> {
  const before = await usageOf(contender)
  const { calls, elapsedMs, firstMs, wholeMs } = await drive(callers, contender, mode, ROUND_MS)
  await pause(AFTERWARDS_MS)
  const after = await usageOf(contender)
  return {
    cpuMs: ((after.cpuSeconds - before.cpuSeconds) * 1000) / calls,
    perSecond: (calls * 1000) / elapsedMs,
    wholeMs: quantile(wholeMs, 0.5),
    p99Ms: quantile(wholeMs, 0.99),
    firstMs: quantile(firstMs, 0.5),
    memory: after.residentBytes,
  }
}

/** Has a contender asked for so long. */
export async function drive(
  callers: ChildProcess,
  { url, headers }: Contender,
  mode: Mode,
  forMs: number,
): Promise<Report> {
  callers.send({ url, headers, ...mode, forMs } satisfies Order)
  const [report] = (await once(callers, 'message')) as [Report]
  return report
}

function rowOf(
  { streamed, atOnce }: Mode,
  contender: Contender,
  { direct, bare }: Record<'direct' | 'bare', Contender>,
  middleOf: (contender: Contender, figure: keyof Round) => number,
): string[] {
  const added = (figure: 'wholeMs' | 'p99Ms') => formatMs(middleOf(contender, figure) - middleOf(direct, figure))
  const isDirect = contender === direct
  return [
    streamed ? 'a stream of 200 chunks' : 'an answer in JSON',
    String(atOnce),
    contender.name,
    isDirect ? '' : `${middleOf(contender, 'cpuMs').toFixed(2)} ms`,
    isDirect ? '' : (middleOf(contender, 'cpuMs') / middleOf(bare, 'cpuMs')).toFixed(2),
    middleOf(contender, 'perSecond').toFixed(0),
    isDirect ? '' : added('wholeMs'),
    isDirect ? '' : added('p99Ms'),
    formatMs(middleOf(contender, 'firstMs')),
    isDirect ? '' : formatBytes(middleOf(contender, 'memory')),
  ]
}
