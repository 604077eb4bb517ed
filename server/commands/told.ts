import { type LogFields, scrub } from '@/lib/log'
import { asJson } from '@/lib/shared/as-json'
import { type Counts, totalOf } from '@/lib/waiting/waiting'

/** How commands tell of alarms and money, for people and for programs. Pure. */

/** An alarm or error of the log as one line: what it is about, the command that shows it, and where to read on. */
export function lineOf(level: 'alarm' | 'error', event: string, { error, ...fields }: LogFields): string {
  const { referenceNo, paymentId, applicationId, refundId, eventId } = fields
  const look = eventId
    ? `npm run webhook -- show ${eventId}`
    : refundId
      ? `npm run refund -- --ask ${refundId}`
      : applicationId
        ? `npm run application -- ${applicationId}`
        : (referenceNo ?? paymentId) && `npm run payment -- ${referenceNo ?? paymentId}`
  const known = Object.entries(asJson(fields)).map(([name, value]) => `${name}=${printable(String(value))}`)
  const name = level === 'alarm' ? `alarm.${event}` : event
  const lead = level === 'alarm' ? `docs/operations.md#${name.replaceAll('.', '')}` : error === undefined ? '' : inOneLine(error)
  return [name, known.join(' '), look, lead].filter(Boolean).join('  ')
}

export function lira(amountKurus: number): string {
  return `${(amountKurus / 100).toFixed(2)} TRY`
}

/** In one line, and without what could move a terminal's cursor. */
export function printable(text: string): string {
  return text
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, 300)
}

/** The same JSON, without what could move a terminal's cursor or turn its text around. */
export function escaped(json: string): string {
  const written = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return json.replace(/\p{C}/gu, (character) => character.split('').map(written).join(''))
}

/** What went wrong, without what it was asked for: a driver's message quotes values. */
export function inOneLine(error: unknown): string {
  let root = error
  while (root instanceof Error && root.cause instanceof Error) root = root.cause
  if (root instanceof AggregateError && root.errors.length > 0) root = root.errors[0]
  if (!(root instanceof Error)) return printable(scrub(String(root)))
  const { code } = root as { code?: unknown }
  const text = printable(scrub(root.message || root.name))
  return typeof code === 'string' && !text.includes(code) ? `${text} (${code})` : text
}

/** How long ago, in the largest unit that fits: `4 min`, `3 h`, `12 d`. */
export function ageOf(since: Date, at: Date): string {
  const minutes = Math.max(0, Math.floor((at.getTime() - since.getTime()) / 60_000))
  if (minutes < 120) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`
}

const KINDS = {
  restored: ['restored copy is not compared yet', 'restored copies are not compared yet'],
  reviews: ['review', 'reviews'],
  refundsDue: ['refund is due', 'refunds are due'],
  refunds: ['refund is not getting on', 'refunds are not getting on'],
  findings: ['finding', 'findings'],
  undecided: ['payment stays undecided', 'payments stay undecided'],
  applications: ['application', 'applications'],
} as const satisfies Record<keyof Counts, readonly [string, string]>

/** `2 things wait for a person: 1 review, 1 refund is due`. */
export function inWords(counts: Counts): string {
  const kinds = Object.keys(KINDS) as (keyof Counts)[]
  const parts = kinds.flatMap((kind) => (counts[kind] > 0 ? [`${counts[kind]} ${KINDS[kind][counts[kind] === 1 ? 0 : 1]}`] : []))
  const total = totalOf(counts)
  return `${total} ${total === 1 ? 'thing waits' : 'things wait'} for a person: ${parts.join(', ')}`
}
