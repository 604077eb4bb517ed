import { percentile } from '@/bench/figures'
import { KINDS } from './attack'
import { EXIT_AWAITED_MS } from './besiege'
import { type Evidence, inSeconds } from './checker'

export type Row = { name: string; addresses: number; sends: string; evidence: Evidence; problems: string[] }

const HEADS = [
  'attack',
  'from',
  'answers to the attacker',
  'paid',
  'start p50 / p99',
  'return p50 / p99 / longest',
  'memory',
  'sockets left',
  'SIGTERM',
  'beside that',
  'holds',
]

/** A row as it is printed while the proof runs. */
export function lineOf({ name, addresses, evidence, problems }: Row): string {
  const place = `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(15)} ${addresses > 0 ? `from ${addresses}` : ''}`
  const facts = cellsOf(evidence).flatMap((cell, at) => (cell === '' ? [] : [`${HEADS[at + 2]} ${cell}`]))
  return [`${place}  ${facts.join(' · ')}`, ...problems.map((problem) => `     ${problem}`)].join('\n')
}

/** The whole table, as docs/reliability.md shows it. */
export function tableOf(rows: Row[]): string {
  const lines = rows.map(({ name, addresses, evidence, problems }) =>
    [name, addresses > 0 ? String(addresses) : '', ...cellsOf(evidence), problems.length === 0 ? 'yes' : '**no**'].join(' | '),
  )
  const sent = [...new Map(rows.map(({ name, sends }) => [name, sends]))].map(([name, sends]) => `* ${name}: ${sends}`)
  return [
    '',
    `| ${HEADS.join(' | ')} |`,
    `| ${HEADS.map(() => '---').join(' | ')} |`,
    ...lines.map((line) => `| ${line} |`),
    '',
    ...sent,
  ].join('\n')
}

function cellsOf({ payments, tally, aims, peakMiB, socketsLeft, exitMs }: Evidence): string[] {
  const { startMs, returnMs, atBank, settled } = payments
  const answers = KINDS.filter((kind) => tally[kind] > 0).map((kind) => `${kind} ${tally[kind]}`)
  return [
    answers.join(', ') || '–',
    `${settled} of ${atBank}`,
    `${inSeconds(percentile(startMs, 0.5))} / ${inSeconds(percentile(startMs, 0.99))}`,
    `${inSeconds(percentile(returnMs, 0.5))} / ${inSeconds(percentile(returnMs, 0.99))} / ${inSeconds(Math.max(0, ...returnMs))}`,
    `${peakMiB.toFixed(0)} MiB`,
    socketsLeft === null ? '–' : String(socketsLeft),
    exitMs === null ? `> ${EXIT_AWAITED_MS / 1000} s` : inSeconds(exitMs),
    aims.map(({ measured }) => measured).join('; '),
  ]
}
