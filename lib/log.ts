import 'server-only'
import pino from 'pino'
import type { AlarmEvent } from '@/lib/metrics/alarm-events'
import { countAlarm, countError, type ErrorPlace } from '@/lib/metrics/counters'
import { couldHoldCardNumber, holdsCardNumber } from '@/lib/shared/cards/number-in-text'
import { env } from './env'
import { requestId } from './request-id'

/**
 * What a log line may contain: words, numbers and our own ids. A field that is not named here is dropped. While a request
 * of the API is handled, each line has its `requestId`, too.
 */
export type LogFields = {
  paymentId?: string
  orderId?: string
  applicationId?: string
  refundId?: string
  eventId?: string
  mailId?: string
  referenceNo?: string
  from?: string
  to?: string
  service?: string
  meaning?: string
  why?: string
  httpStatus?: number
  code?: number
  durationMs?: number
  count?: number
  ageSeconds?: number
  byMs?: number
  path?: string
  /** Which kind of address a request asked for; the address itself may hold what is nobody's business. */
  route?: string
  method?: string
  /** An address, as a keyed digest that changes every day. */
  client?: string
  /** The first six digits of a card, which identify its bank; only for payments that were held back. */
  bin?: string
  vouched?: boolean
  error?: unknown
}

/** What an alarm is about. An investigation starts from these, so their digits are kept. */
const IDENTIFIERS = new Set(['paymentId', 'orderId', 'applicationId', 'refundId', 'eventId', 'mailId', 'referenceNo', 'requestId'])

let logger: pino.Logger | undefined

function pinoLogger(): pino.Logger {
  logger ??= pino(
    {
      level: env().logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['*.pan', '*.cvc', '*.cvv', '*.card_number', '*.number', '*.authorization', '*.session_id', '*.token_id'],
        censor: '…',
      },
    },
    standardOutput(),
  )
  return logger
}

/** Writes line by line. Unlike pino's own stream, a closed pipe keeps the process neither from its work nor from ending. */
function standardOutput(): pino.DestinationStream {
  process.stdout.on('error', () => {})
  return {
    write(line) {
      process.stdout.write(line)
    },
  }
}

function write(level: 'info' | 'warn' | 'error', event: string, { error, ...fields }: LogFields): void {
  const line = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? scrubField(name, value) : value]),
  )
  const id = requestId()
  pinoLogger()[level]({
    event,
    ...line,
    ...(error === undefined ? {} : describe(error)),
    ...(id === null ? {} : { requestId: scrubField('requestId', id) }),
  })
}

type Hearer = (level: 'alarm' | 'error', event: string, fields: LogFields) => void
let hearer: Hearer | undefined

/** An operator's command has no log that anybody reads: it tells alarms and errors itself. */
export function hear(listener: Hearer): void {
  hearer = listener
}

export const log = {
  info: (event: string, fields: LogFields = {}) => write('info', event, fields),
  warn: (event: string, fields: LogFields = {}) => write('warn', event, fields),
  error(event: string, fields: LogFields = {}) {
    hearer?.('error', event, fields)
    const where = placeOf(event)
    if (where !== null) countError(where)
    write('error', event, fields)
  },
  /** A human should look now: money may be waiting, or the configuration is wrong. */
  alarm(event: AlarmEvent, fields: LogFields = {}) {
    countAlarm(event)
    hearer?.('alarm', event, fields)
    write('error', `alarm.${event}`, fields)
  },
}

/** Where the metrics count an error. What Next has printed, it has reported as well (`instrumentation.ts`). */
function placeOf(event: string): ErrorPlace | null {
  if (event === 'printed') return null
  return event === 'request.failed' ? 'request' : event === 'loop.failed' ? 'loop' : 'caught'
}

/** An error's name, code and first stack lines. Driver messages can quote values, so they are scrubbed. */
function describe(error: unknown): { error: string; errorCode?: string; at?: string } {
  if (!(error instanceof Error)) return { error: scrub(String(error)) }
  const root = error.cause instanceof Error ? error.cause : error
  const code = (root as { code?: unknown }).code
  return {
    error: scrub(`${root.name}: ${root.message}`).slice(0, 300),
    ...(typeof code === 'string' ? { errorCode: code } : {}),
    // The stack begins with the message, which may have several lines.
    at: scrub(
      (root.stack ?? '')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line.startsWith('at '))
        .slice(0, 3)
        .join(' < '),
    ),
  }
}

/** A field of a line. Identifiers keep their digits, unless they are malformed or could be a card's. */
export function scrubField(name: string, value: string): string {
  const isKept = IDENTIFIERS.has(name) && /^[\w.-]{1,64}$/.test(value) && !/^sck_/.test(value) && !holdsCard(value)
  return isKept ? value : scrub(value)
}

/** A day by which orders are counted. Together with what stands around it, one in ten would pass for a card's number. */
const DAY = /(?<!\d)20[23]\d[-._]?(0[1-9]|1[0-2])[-._]?(0[1-9]|[12]\d|3[01])(?!\d)/g

function holdsCard(identifier: string): boolean {
  return holdsCardNumber(identifier) || couldHoldCardNumber(identifier.replace(DAY, 'day'))
}

/** Twelve digits and more, with whatever usually stands between the groups of a number. */
const LONG = /(?:\p{Nd}[\s.,/_·+\p{Pd}\p{Cf}]{0,3}){11,}\p{Nd}/gu
/** The same with anything between them that is no letter, also as addresses, pages and programs write it. */
const GAP = String.raw`(?:%[0-9a-f]{2}|&#?\w{2,8};|\\u[0-9a-f]{4}|\\[nrt]|[^\p{L}\p{N}]|[\u034f\u115f\u1160\u3164\uffa0])`
const SPREAD = new RegExp(String.raw`(?:[\p{Nd}\p{No}]${GAP}{0,6}){11,}[\p{Nd}\p{No}]`, 'giu')
/** A `reference_no` of ours: the order's reference and eight of our letters and digits. */
const REFERENCE_NO = /(?<![\w.-])[\w.-]{1,40}-[a-hjkmnp-z2-9]{8}(?![\w-]|\.\w)/gi

/**
 * The second net: removes keys and everything that could be a card number. A `reference_no` of ours stays whole as
 * long as its digits hold none.
 */
export function scrub(text: string): string {
  const ours = [...text.matchAll(REFERENCE_NO)].map(({ 0: { length }, index }) => ({ from: index, to: index + length }))
  const isOurs = (run: string, at: number) =>
    ours.some(({ from, to }) => {
      const outside = run.slice(0, Math.max(0, from - at)) + run.slice(Math.max(0, to - at))
      return from < at + run.length && at < to && (outside.match(/\p{Nd}/gu) ?? []).length < 12
    })
  return text
    .replace(LONG, (run, at: number) => (isOurs(run, at) && !holdsCard(run) ? run : '[digits]'))
    .replace(SPREAD, (run) => (couldHoldCardNumber(run.replace(new RegExp(GAP, 'giu'), ' ')) ? '[digits]' : run))
    .replace(/sck_[^\s"']+/g, '[key]')
}
