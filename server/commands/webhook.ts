import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { countUndelivered, type DeliveredEvent, type Delivery, findDelivery, listDeliveries, type Receiver } from '@/db/deliveries'
import { type Event, findEvent } from '@/db/events'
import { readMarker } from '@/db/markers'
import { now } from '@/lib/clock'
import { decrypt } from '@/lib/encryption'
import { env } from '@/lib/env'
import { findReceiver } from '@/lib/receiver'
import { replayEvent, replaySince, sendTest } from '@/lib/webhooks/operate'
import type { PostOutcome } from '@/lib/webhooks/post'
import { confirm, WORD_OPTIONS } from './confirm'
import { type Answer, EXIT, type Output, runCommand } from './run-command'
import { escaped, printable } from './told'
import { type SinkAnswer, type Sunk, startSink } from './webhook-sink'

const MOST_LISTED = 50
const SINK_PORT = 4020
/** A day begins as the merchant's does. */
const ISTANBUL = '+03:00'

type Typed = { dead?: boolean; since?: string; port?: string; answer?: string; yes?: boolean }

const OPTIONS_OF: Record<string, string[]> = {
  list: ['dead'],
  show: [],
  replay: ['since', 'yes'],
  test: [],
  sink: ['port', 'answer'],
}

const FAILURES = {
  timeout: 'no whole answer within 15 seconds',
  connection: 'it cannot be reached, or hung up',
  tls: 'its certificate is not trusted, or TLS failed',
  address: 'its host resolves to an address that is not public',
  dns: 'its host is not found, or no name server answered in time',
  answer: 'it answered something that is not HTTP',
} as const

await runCommand({
  name: 'webhook',
  synopsis: 'list [--dead] | show <event> | replay <event> | replay --since 2026-11-01 | test | sink [--port N] [--answer 500]',
  about: `The events that your server is told. list: the newest, and what became of them. show: one of them, and what is sent.
replay: sends one, or all since a time, once more, under their own ids. test: sends a test event now and says what your server
answered; one that was stopped goes on if it takes it. sink: a receiver for trying out, on this machine only, which verifies and
prints what comes until it is ended, and answers as you say; with --json, a line for each.`,
  options: {
    dead: { type: 'boolean', help: 'list: only those that were given up' },
    since: { type: 'string', help: 'replay: a day, which begins as in Istanbul, or a time: 2026-11-01 or 2026-11-01T09:00:00Z' },
    port: { type: 'string', help: `sink: where it listens, ${SINK_PORT} if not given` },
    answer: { type: 'string', help: 'sink: a status, "half" (500 to every other) or "slow" (too late); 204 if not given' },
    yes: WORD_OPTIONS.yes,
  },
  words: [1, 2],
  needs: ([what]) => (what === 'sink' ? 'environment' : 'database'),
  async run({ values, words: [what, id] }, out) {
    const other = Object.keys(values).find((name) => what !== undefined && !(OPTIONS_OF[what] ?? [name]).includes(name))
    if (other !== undefined) return { wrong: `--${other} is no option of ${printable(what ?? '')}` }
    if (id !== undefined && what !== 'show' && what !== 'replay') return { wrong: `"${printable(id)}" is too much` }
    switch (what) {
      case 'list':
        return list(values, out)
      case 'show':
        return id === undefined ? { wrong: 'show which event?' } : show(id, out)
      case 'replay':
        if ((id === undefined) === (values.since === undefined)) return { wrong: 'replay <event>, or replay --since <time>' }
        return replay(id ?? null, values, out)
      case 'test':
        return test(out)
      case 'sink':
        return sink(values, out)
      default:
        return { wrong: `"${printable(what ?? '')}" is none of its words` }
    }
  },
})

async function list({ dead = false }: Typed, { say, warn }: Output): Promise<Answer> {
  const all = await listDeliveries(MOST_LISTED, dead ? 'dead' : null)
  for (const { event, delivery } of all) say(lineOfEvent(event, delivery))
  if (all.length === 0) say(dead ? 'No event was given up.' : 'There is no event yet.')
  if (all.length === MOST_LISTED) say(`Only the newest ${MOST_LISTED} are shown.`)
  const { webhook } = env()
  if (!webhook) say('WEBHOOK_URL is not set: nothing is sent.')
  const stopped = webhook && whyStopped(await findReceiver(webhook, await now()))
  if (stopped) warn(stopped)
  const isWaiting = stopped !== null || ((await countUndelivered()).counts.dead ?? 0) > 0
  return { exit: isWaiting ? EXIT.waits : EXIT.done, json: { events: all.map(jsonOf), stopped } }
}

async function show(id: string, { say }: Output): Promise<Answer> {
  const event = await findEvent(id)
  if (!event) return noEvent(id)
  const delivery = await findDelivery(id)
  say(lineOfEvent(event, delivery))
  const { orderId, refundId, applicationId } = event
  if (orderId) say(`  order ${orderId}, version ${event.version}: npm run payment -- ${orderId}`)
  if (refundId) say(`  refund ${refundId}: npm run refund -- --ask ${refundId}`)
  if (applicationId) say(`  application ${applicationId}, version ${event.version}: npm run application -- ${applicationId}`)
  const body = delivery?.body ? await decrypt('webhook-body', delivery.body) : null
  say(body === null ? `  ${whyNoBody(delivery)}` : escaped(body))
  const json = { ...jsonOf({ event, delivery }), body: body === null ? null : JSON.parse(body) }
  return { exit: delivery?.status === 'dead' ? EXIT.waits : EXIT.done, json }
}

function whyNoBody(delivery: Delivery | null): string {
  const wasSent = delivery !== null && delivery.lastWhy !== null && delivery.lastWhy !== 'body'
  return wasSent
    ? 'What was sent is not kept: it is more than 30 days old. Sent once more, it tells what is known then.'
    : 'Its body is made when it is first sent.'
}

async function replay(id: string | null, { since: typed = '', yes }: Typed, { say }: Output): Promise<Answer> {
  const { webhook } = env()
  if (!webhook) return { refused: 'WEBHOOK_URL is not set: there is nobody to send to.' }
  const at = await now()
  const stopped = (await whyNotYet()) ?? whyStopped(await findReceiver(webhook, at))
  if (stopped) return { refused: stopped }
  if (id !== null) {
    const became = await replayEvent(id, at)
    if (became === 'unknown') return noEvent(id)
    return became === 'busy' ? { refused: `${id} is being sent right now.` } : replayed(1, say)
  }
  const since = readTime(typed)
  if (!since) return { wrong: '--since is a day or a time, as 2026-11-01 or 2026-11-01T09:00:00Z' }
  const count = await replaySince(since, at, { isCounted: true })
  if (count === 0) return { refused: `Nothing has happened since ${since.toISOString()}.` }
  if (!(await confirm(`${count} events since ${since.toISOString()} are sent once more. Is that right?`, { yes })))
    return { refused: 'Nothing was changed.' }
  return replayed(await replaySince(since, at), say)
}

/** Why a restored copy of the database sends nothing yet; null of any other. */
async function whyNotYet(): Promise<string | null> {
  if ((await readMarker('restored')) === null) return null
  return 'This database is a restored copy that has not been compared with Paynet yet: it sends nothing. npm start compares it.'
}

function replayed(count: number, say: Output['say']): Answer {
  say(`${count} ${count === 1 ? 'event is' : 'events are'} due. The running app sends them; without one, npm run reconcile does.`)
  return { exit: EXIT.done, json: { replayed: count } }
}

async function test({ say, warn }: Output): Promise<Answer> {
  const { webhook } = env()
  if (!webhook) return { refused: 'WEBHOOK_URL is not set: there is nobody to send to.' }
  const notYet = await whyNotYet()
  if (notYet) return { refused: notYet }
  const wasStopped = (await findReceiver(webhook, await now())).stoppedAt !== null
  const outcome = await sendTest(webhook, now)
  const { id, ms } = outcome
  const json = { id, outcome: wordOf(outcome), http_status: outcome.kind === 'failed' ? null : outcome.status, ms }
  if (outcome.kind !== 'delivered') {
    warn(`test.ping ${id}: ${inWords(outcome)}, after ${ms} ms. docs/webhooks.md#when-it-does-not-work`)
    return { exit: EXIT.failed, json }
  }
  say(`test.ping ${id}: taken with ${outcome.status}, after ${ms} ms.`)
  if (wasStopped) say('Your server is sent to again, and gets what was held back.')
  return { exit: EXIT.done, json: { ...json, resumed: wasStopped } }
}

async function sink(
  { port: typedPort = String(SINK_PORT), answer: typedAnswer = '204' }: Typed,
  { say, warn, tell }: Output,
): Promise<Answer> {
  const port = /^\d{1,5}$/.test(typedPort) ? Number(typedPort) : Number.NaN
  if (!(port >= 0 && port <= 65_535)) return { wrong: '--port is a number up to 65535' }
  const answer = readAnswer(typedAnswer)
  if (answer === null) return { wrong: '--answer is a status from 200 to 599, "half" or "slow"' }
  const own = env().webhook?.secrets[0]
  const secret = own ?? `whsec_${randomBytes(32).toString('base64')}`
  let events = 0
  const { url, stop } = await startSink({ port, secret, answer }, (sunk) => {
    events += 1
    tell({ webhook_id: sunk.id, verified: sunk.event !== null, event: sunk.event, answered: sunk.status, times: sunk.times })
    if (sunk.event) say(lineOfSunk(sunk))
    else warn(`${printable(sunk.id) || 'no webhook-id'}  not signed with this secret, or more than five minutes ago: answered 400`)
  })
  tell({ webhook_url: url, webhook_secret: own ? null : secret })
  say(`Listening at ${url}, until Ctrl-C.`)
  if (env().webhook?.url !== url)
    say(`The app sends here if it is started with:\n  WEBHOOK_URL=${url}\n  WEBHOOK_SECRET=${own ? '(the one you have)' : secret}`)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await stop()
  return { exit: EXIT.done, json: { events } }
}

function readAnswer(typed: string): SinkAnswer | null {
  if (typed === 'slow' || typed === 'half') return typed
  return /^[2-5]\d\d$/.test(typed) ? Number(typed) : null
}

function lineOfSunk({ id, event, status, times }: Sunk): string {
  const order = (event?.data?.order ?? {}) as { reference?: unknown; status?: unknown }
  const about = [order.reference, order.status].map((each) => printable(String(each ?? ''))).join(' ')
  const again = times > 1 ? ` (time ${times})` : ''
  return `${id}  ${printable(event?.type ?? '')}  ${about}  answered ${status ?? 'too late'}${again}`
}

function whyStopped({ stoppedAt, stoppedWhy }: Receiver): string | null {
  if (!stoppedAt) return null
  const why = stoppedWhy === 'gone' ? 'it answered 410' : 'it has taken nothing for five days'
  return `Since ${stoppedAt.toISOString()} nothing is sent to your server, because ${why}. Once it is right, npm run webhook -- test lets it go on.`
}

function lineOfEvent({ id, type, at, orderId, applicationId }: Event, delivery: Delivery | null): string {
  return [
    at.toISOString(),
    id,
    type,
    orderId ?? applicationId ?? '',
    delivery ? stateOf(delivery) : 'not sent: there was no WEBHOOK_URL',
  ].join('  ')
}

function stateOf({ status, attempts, deliveredAt, nextAt, lastStatus, lastWhy }: Delivery): string {
  const tries = `${attempts} ${attempts === 1 ? 'try' : 'tries'}`
  if (status === 'delivered') return `delivered ${deliveredAt?.toISOString()}, ${tries}`
  const last = lastWhy === null ? '' : `, the last: ${lastWhy}${lastStatus === null ? '' : ` ${lastStatus}`}`
  return `${status}, ${tries}${last}${status === 'pending' && nextAt ? `, next ${nextAt.toISOString()}` : ''}`
}

function jsonOf({ event, delivery }: Omit<DeliveredEvent, 'event'> & { event: Event }) {
  return {
    id: event.id,
    type: event.type,
    at: event.at,
    order_id: event.orderId,
    refund_id: event.refundId,
    application_id: event.applicationId,
    version: event.version,
    delivery: delivery && {
      status: delivery.status,
      attempts: delivery.attempts,
      next_at: delivery.nextAt,
      last_http_status: delivery.lastStatus,
      last_ms: delivery.lastMs,
      last_why: delivery.lastWhy,
      delivered_at: delivery.deliveredAt,
    },
  }
}

function inWords(outcome: PostOutcome): string {
  if (outcome.kind === 'failed') return FAILURES[outcome.why]
  return `answered ${outcome.status}${outcome.status >= 300 && outcome.status < 400 ? ', and redirects are not followed' : ''}`
}

function wordOf(outcome: PostOutcome): string {
  return outcome.kind === 'failed' ? outcome.why : outcome.kind
}

function readTime(typed: string): Date | null {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(typed)) return null
  const [day = '', time] = typed.split('T')
  // There is no 31 February, although Date knows one.
  const midnight = new Date(day)
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) return null
  const at = new Date(time === undefined ? `${day}T00:00:00${ISTANBUL}` : typed)
  return Number.isNaN(at.getTime()) ? null : at
}

function noEvent(id: string): Answer {
  return { refused: `There is no event ${printable(id)}.` }
}
