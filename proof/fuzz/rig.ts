import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { timeInHalfADay } from '@/e2e/harness/day-ends'
import { canaryCard, findCodes, findLeaks, shapesOfNumber } from '@/e2e/harness/leak-search'
import { type Mailbox, startMailbox } from '@/e2e/harness/mailbox'
import type { RawAnswer } from '@/e2e/harness/raw-request'
import { openSqliteFile } from '@/e2e/harness/sqlite-file'
import { type Stack, startStack } from '@/e2e/harness/stack'
import { createLoader, type Loader } from './loader'
import { must } from './run'

/** The app under test, its client, and what must not leak from it. */
export type FuzzRig = { stack: Stack; mailbox: Mailbox; loader: Loader; canaries: Canaries }

/** Cards that are used nowhere else, to type where a card belongs and where it does not. */
export type Canaries = { visa: string; amex: string; cvc: string }

export const AT_ONCE = 12

/** As in a small container: given room, V8 leaves garbage lying around, and growth would show nothing. */
const SMALL_HEAP = { NODE_OPTIONS: '--max-old-space-size=160' }

export async function startFuzzRig(): Promise<FuzzRig> {
  const mailbox = await startMailbox()
  const stack = await startStack({
    PAYNET_CARD_OTP: 'on',
    INSTALMENTS: 'shopper',
    PAYNET_DAY_ENDS: timeInHalfADay(),
    PAYNET_TIMEOUT_MS: '10000',
    PAYNET_QUIET_MS: '12500',
    ...mailbox.variables,
    ...SMALL_HEAP,
  })
  await stack.simulator.settings({ otp_required: true })
  const canaries = { visa: canaryCard('435508', 16), amex: canaryCard('375622', 15), cvc: '739' }
  return { stack, mailbox, loader: createLoader(stack.app.url, AT_ONCE), canaries }
}

const TRACES =
  /\n\s+at .+:\d+:\d+|node_modules|\.next\/server|\/dist\/|file:\/\/|\bSQLITE_|better-sqlite3|drizzle|TypeError|ReferenceError|RangeError|SyntaxError|ZodError/

/** What holds for every answer, whatever the request. */
export function mustBeHarmless({ status, headers, body }: RawAnswer, { canaries, stack }: FuzzRig): void {
  must(status < 500, `answered with ${status}`)
  const trace = TRACES.exec(body)?.[0] ?? (body.includes(stack.folder) ? 'the folder' : undefined)
  must(trace === undefined, `an answer tells of the inside: ${trace}`)
  const all = `${JSON.stringify(headers)}\n${body}`
  must(![canaries.visa, canaries.amex].some((number) => all.includes(number)), 'an answer repeats a card number')
  must(findCodes([{ name: 'answer', bytes: Buffer.from(body) }], canaries.cvc).length === 0, 'an answer repeats a security code')
}

let count = 0
/** A new address for each request, because limits count by address. */
export function nextAddress(): string {
  count += 1
  return `10.${(count >> 16) % 250}.${(count >> 8) & 255}.${count & 255}`
}

/** Log lines that are not a single JSON object, and unexpected errors; ideally none. */
export function readLogFaults({ stack, canaries }: FuzzRig): string[] {
  const faults = new Map<string, number>()
  const note = (fault: string) => faults.set(fault, (faults.get(fault) ?? 0) + 1)
  // Next prints a greeting before there is a log.
  const text = stack.app.log().replace(/^[\s\S]*?(?=.*"event":"started")/, '')
  for (const line of text.split('\n')) {
    if (line === '') continue
    const entry = readEntry(line)
    if (!entry) note(`no JSON: ${line.replace(/\d{6,}/g, '[digits]').slice(0, 160)}`)
    else if (entry.level === 'error' || entry.level === 'fatal') note(`${entry.event} ${entry.error ?? ''} ${entry.at ?? ''}`.slice(0, 300))
  }
  const needles = [canaries.visa, canaries.amex].flatMap((number) => shapesOfNumber('a card number', number))
  for (const leak of findLeaks([{ name: 'the log', bytes: Buffer.from(text) }], needles)) note(leak)
  return [...faults].map(([fault, times]) => `${times} × ${fault}`)
}

type Entry = { level?: unknown; event?: unknown; error?: unknown; at?: unknown }

function readEntry(line: string): Entry | null {
  try {
    const entry: unknown = JSON.parse(line)
    return typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? entry : null
  } catch {
    return null
  }
}

/**
 * The app's resident memory in megabytes at the start of a watch, half-way through its requests and at its end;
 * null if the system does not tell.
 */
export type Memory = { start: number; middle: number; end: number }

/** Watches it from now on, four times a second. Start once every page has been loaded and compiled. */
export function watchMemory(rig: FuzzRig): { stop: () => Promise<Memory | null> } {
  const seen: Array<{ requests: number; megabytes: number }> = []
  const look = async () => {
    const megabytes = await residentMegabytes(rig)
    if (megabytes !== null) seen.push({ requests: rig.loader.count(), megabytes })
  }
  const first = look()
  const timer = setInterval(() => void look(), 250)
  return {
    async stop() {
      clearInterval(timer)
      await first
      await look()
      const [start, end] = [seen.at(0), seen.at(-1)]
      if (!start || !end) return null
      const middle = seen.find(({ requests }) => requests >= (start.requests + end.requests) / 2) ?? end
      return { start: start.megabytes, middle: middle.megabytes, end: end.megabytes }
    },
  }
}

async function residentMegabytes({ stack }: FuzzRig): Promise<number | null> {
  const text = await readFile(`/proc/${stack.app.process().pid}/statm`, 'utf8').catch(() => null)
  return text === null ? null : (Number(text.split(' ')[1]) * 4096) / 1024 / 1024
}

/** A digest of the whole database, which shows whether any row has changed. */
export function digestOfDatabase({ folder }: Stack): string {
  const database = openSqliteFile(`${folder}/checkout.db`, { readonly: true, fileMustExist: true })
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all() as string[]
    const hash = createHash('sha256')
    for (const table of tables) hash.update(JSON.stringify([table, database.prepare(`SELECT * FROM "${table}"`).raw().all()]))
    return hash.digest('hex')
  } finally {
    database.close()
  }
}
