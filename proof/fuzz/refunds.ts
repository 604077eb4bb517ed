import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import { openSqliteFile } from '@/e2e/harness/sqlite-file'
import { setNextLook } from '@/proof/faults/history'
import { nothingChanges } from './actions'
import type { Sent } from './loader'
import { headers, isRightKey, key, mustBeProblem, put, rawJson } from './orders'
import { AT_ONCE, type FuzzRig, mustBeHarmless, nextAddress } from './rig'
import { must, type Target, target } from './run'
import { addressOf, type Damage, damage, hostileJson, hostileText, segmentOf, spoil } from './text'

/** Large enough that many refunds go by. */
const PRICE_KURUS = 5_000_000
const SOLD_DAYS_AGO = 2
const ANSWERED_WITHIN_MS = 10_000

/** A paid order of an earlier day, of which parts may be given back. */
type Sold = { orderId: string; reference: string; paymentId: string }
type Refund = { id: string; reference: string; order_id: string; payment_id: string; amount: number; status: string }
/** As Paynet's books have it. */
type Reversal = { xact_id: string; reference_no: string; amount_kurus: number; status: string }

const STATUSES = ['planned', 'sending', 'unknown', 'accepted', 'refunded', 'refused', 'withdrawn', 'not_sent']
const KNOWN = [200, 201, 400, 401, 404, 405, 409, 413, 414, 422, 429]

const amounts = fc.constantFrom<unknown[]>(
  ...[1, 1, 2, 100, 4_999_999, 5_000_000, 5_000_001, 10_000_000_000, 10_000_000_001],
  ...[0, -1, 0.5, 1e21, '1', '1,00', true, [1], { toJSON: 1 }],
)
const change = fc.record({
  at: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('reference', 'amount', 'amount', 'remaining', 'reason', 'payment_id', '__proto__', 'status') },
    { weight: 1, arbitrary: hostileText },
  ),
  to: fc.oneof(
    { weight: 4, arbitrary: amounts.map((json) => ({ json })) },
    { weight: 2, arbitrary: fc.constantFrom('customer', 'duplicate', 'fraud', 'undelivered', 'other', null).map((json) => ({ json })) },
    { weight: 4, arbitrary: hostileJson.map((json) => ({ json })) },
    { weight: 2, arbitrary: rawJson.map((raw) => ({ raw })) },
    { weight: 1, arbitrary: fc.constant('nothing' as const) },
  ),
})

const request = fc.record({
  sold: fc.nat(1_000),
  // Few enough that some are taken.
  reference: fc.nat(300),
  amount: fc.integer({ min: 1, max: 5_000 }),
  changes: fc.oneof(
    { weight: 2, arbitrary: fc.constant<Change[]>([]) },
    { weight: 5, arbitrary: fc.array<Change>(change, { maxLength: 3 }) },
  ),
  double: fc.option(fc.tuple(fc.constantFrom('amount', 'reference', 'remaining'), rawJson), { nil: undefined, freq: 8 }),
  damages: fc.oneof({ weight: 4, arbitrary: fc.constant<Damage[]>([]) }, { weight: 1, arbitrary: damage }),
  padding: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(3_000, 5_000, 40_000, 200_000) }),
  key,
  headers,
})

const told = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 1, '0', '1', 100, -1, null, 1e21, '٠').map((code) => ({ code, status: 3, message: 'x' })) },
  { weight: 3, arbitrary: hostileJson },
)
const callback = fc.record({
  json: told,
  damages: fc.oneof({ weight: 2, arbitrary: fc.constant<Damage[]>([]) }, { weight: 1, arbitrary: damage }),
  padding: fc.constantFrom(0, 0, 0, 3_000, 5_000, 200_000),
  headers,
})

export async function refundTargets(rig: FuzzRig): Promise<Target[]> {
  const { stack, loader } = rig
  const run = process.pid.toString(36)
  await setPaynet(rig, { sale_days_ago: SOLD_DAYS_AGO, refund_approval: 'manual' })
  const waiting = await sell(rig)
  const accepted = await giveBack(rig, waiting)
  await setPaynet(rig, { refund_approval: 'auto' })
  const sold = await Promise.all(Array.from({ length: 8 }, () => sell(rig)))
  const pick = (index: number) => sold[index % sold.length] as Sold
  const send = async (sent: Sent) => {
    const answer = await loader.send({ ...sent, headers: { 'X-Forwarded-For': nextAddress(), ...sent.headers } })
    mustBeHarmless(answer, rig)
    return answer
  }
  const post = (path: string, { json, damages, padding, headers: more }: Callback): Sent => ({
    method: 'POST',
    path,
    headers: { 'Content-Type': 'application/json', ...more },
    body: spoil(Buffer.from(JSON.stringify(json) + ' '.repeat(padding)), damages),
  })

  return [
    target({
      name: 'what is posted to a refund by somebody who does not know its address changes nothing',
      weight: 1,
      isQuiet: true,
      input: fc.record({
        id: fc.oneof({ weight: 3, arbitrary: fc.constant(accepted.id) }, { weight: 1, arbitrary: hostileText }),
        secret: fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{22}$/), hostileText),
        callback,
      }),
      atOnce: AT_ONCE,
      ...nothingChanges(rig),
      check: async ({ id, secret, callback: given }) => {
        const { status, body } = await send(post(addressOf(`/api/paynet/refund/${segmentOf(id)}/${segmentOf(secret)}`), given))
        must([200, 404, 413, 414, 417].includes(status), `answered with ${status}`)
        must(status !== 200 || body === '{}', 'something is told')
      },
    }),
    target({
      name: 'a refund that is posted to by Paynet’s own address, whatever it says, stays what Paynet’s books say',
      weight: 1,
      input: callback,
      atOnce: AT_ONCE,
      check: async (given) => {
        const { status, body } = await send(post(new URL(accepted.callbackUrl).pathname, given))
        must([200, 413, 417].includes(status), `answered with ${status}`)
        must(status !== 200 || body === '{}', 'something is told')
      },
      conclude: async () => {
        const [refund] = await refundsOf(rig, waiting)
        must(refund?.status === 'accepted', `a hint alone has made it ${refund?.status}`)
        must((await callsOf(rig, waiting)) === 1, 'it was asked for again')
      },
    }),
    target({
      name: 'a refund is asked for as it was sent, or refused as a problem, and no more is given back than was drawn',
      weight: 4,
      input: request,
      atOnce: AT_ONCE,
      portion: 500,
      prepare: async () => forgetLimits(rig),
      check: async (input) => {
        const one = pick(input.sold)
        const body = spoil(Buffer.from(write(`${run}-${input.reference}`, input) + ' '.repeat(input.padding)), input.damages)
        const apiKey = String(stack.app.env.MERCHANT_API_KEY)
        const authorization = input.key === 'right' ? `Bearer ${apiKey}` : input.key.replaceAll('KEY', apiKey)
        const answer = await send({
          method: 'POST',
          path: `/api/orders/${one.orderId}/refunds`,
          headers: { ...input.headers, ...(authorization === '' ? {} : { Authorization: authorization }) },
          body,
        })
        const { status } = answer
        must(KNOWN.includes(status), `answered with ${status}`)
        const isRight = isRightKey(authorization, apiKey)
        must(isRight === (status !== 401), `${isRight ? 'the right' : 'a wrong'} key was answered with ${status}`)
        must(body.length <= 4 * 1024 || [401, 413, 429].includes(status), `${body.length} bytes were answered with ${status}`)
        if (status >= 400) mustBeProblem(answer)
        else mustBeAsked(JSON.parse(body.toString('utf8')), JSON.parse(answer.body), one)
      },
      conclude: async () => {
        const counts = await Promise.all(sold.map((one) => mustBeSound(rig, one)))
        must(
          counts.some((count) => count > 0),
          'nothing was given back',
        )
      },
    }),
  ]
}

type Callback = { json: unknown; damages: Damage[]; padding: number; headers: Record<string, string> }

async function setPaynet({ stack }: FuzzRig, settings: object): Promise<void> {
  await fetch(`${stack.simulator.url}/control/settings`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(settings),
  })
}

async function sell({ stack }: FuzzRig): Promise<Sold> {
  const order = await stack.orders.make({ amount: PRICE_KURUS })
  await createRawShopper(stack, newAddress()).pay(order.id, cards.good)
  const { status, payments } = await stack.orders.read(order.id)
  if (status !== 'paid') throw new Error(`an order is ${status}`)
  return { orderId: order.id, reference: order.reference, paymentId: payments[0]?.id ?? '' }
}

/** Asks for all of it back, and reads in Paynet's own books where it is to be told. */
async function giveBack(rig: FuzzRig, one: Sold): Promise<{ id: string; callbackUrl: string }> {
  const { app, simulator } = rig.stack
  const answer = await fetch(`${app.url}/api/orders/${one.orderId}/refunds`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${app.env.MERCHANT_API_KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ reference: 'BEKLEYEN', amount: PRICE_KURUS }),
  })
  const { id } = (await answer.json()) as Refund
  await untilAnswered(rig, one)
  const [refund] = await refundsOf(rig, one)
  if (refund?.status !== 'accepted') throw new Error(`a refund is ${refund?.status}`)
  const lines = readFileSync(simulator.ledgerFile, 'utf8').split('\n')
  const callbackUrl = /"succeed_url":"([^"]+)"/.exec(lines.findLast((line) => line.includes('"succeed_url"')) ?? '')?.[1]
  if (callbackUrl === undefined) throw new Error('Paynet does not know where to tell of a refund')
  // The app's own look, a minute later, would change what nobody else may.
  await setNextLook(String(app.env.DATABASE_URL), id, 'never')
  return { id, callbackUrl }
}

async function refundsOf({ stack }: FuzzRig, { orderId }: Sold): Promise<Refund[]> {
  return ((await stack.orders.read(orderId)) as unknown as { refunds: Refund[] }).refunds
}

async function callsOf({ stack }: FuzzRig, { reference }: Sold): Promise<number> {
  const calls = (await stack.simulator.calls(reference)) as unknown as Array<{ service: string }>
  return calls.filter(({ service }) => service === 'reversed_request').length
}

/** The limit on requests is no part of what is tried here. */
function forgetLimits({ stack }: FuzzRig): void {
  const database = openSqliteFile(`${stack.folder}/checkout.db`, { fileMustExist: true, timeout: 5_000 })
  database.exec("DELETE FROM rate_limits WHERE key LIKE 'refunds-of-api%'")
  database.close()
}

type Asked = { reference?: unknown; amount?: unknown; remaining?: unknown; payment_id?: unknown }

/** Read as any JSON reader does: of duplicate keys, the last one counts. */
function mustBeAsked(sent: Asked, said: Refund, { orderId, paymentId }: Sold): void {
  must(said.reference === sent.reference && said.amount === sent.amount, 'another refund than was sent')
  must(said.order_id === orderId && said.payment_id === paymentId, 'a refund of something else')
  must(Number.isInteger(said.amount) && said.amount >= 1 && said.amount <= PRICE_KURUS, 'an amount that cannot be')
  must((sent.payment_id ?? paymentId) === paymentId, 'another payment was named')
  must(STATUSES.includes(said.status), 'a status that is none')
}

/** What is due is sent at once, and its answer is there soon. */
async function untilAnswered(rig: FuzzRig, one: Sold): Promise<void> {
  for (const end = performance.now() + ANSWERED_WITHIN_MS; performance.now() < end; await sleep(100)) {
    const refunds = await refundsOf(rig, one)
    if (refunds.every(({ status }) => status !== 'planned' && status !== 'sending')) return
  }
}

/** By Paynet's books: what went back is what was asked for here, each once, and no more than was drawn. */
async function mustBeSound(rig: FuzzRig, one: Sold): Promise<number> {
  await untilAnswered(rig, one)
  const { payments, refunds, ...order } = (await rig.stack.orders.read(one.orderId)) as unknown as {
    status: string
    refunded_amount: number
    refunds: Refund[]
    payments: Array<{ reference_no: string; status: string }>
  }
  const answer = await fetch(`${rig.stack.simulator.url}/control/refunds?reference_no=${payments[0]?.reference_no}`)
  const reversals = (await answer.json()) as Reversal[]
  const sent = refunds.filter(({ status }) => ['sending', 'unknown', 'accepted', 'refunded'].includes(status))
  const inWords = (list: number[]) => list.sort((a, b) => a - b).join()
  must(reversals.reduce((sum, { amount_kurus }) => sum + amount_kurus, 0) <= PRICE_KURUS, 'more was given back than was drawn')
  must(
    order.refunded_amount <= PRICE_KURUS && order.status === 'paid' && payments[0]?.status === 'succeeded',
    'a payment that is no longer paid',
  )
  must(
    inWords(reversals.map(({ amount_kurus }) => amount_kurus)) === inWords(sent.map(({ amount }) => amount)),
    'Paynet gave back something else',
  )
  must(
    (await callsOf(rig, one)) === refunds.filter(({ status }) => status !== 'planned' && status !== 'withdrawn').length,
    'a refund was asked for twice',
  )
  return reversals.length
}

function write(
  reference: string,
  { amount, changes, double }: { amount: number; changes: Change[]; double?: [string, string] | undefined },
): string {
  const raws: string[] = []
  const refund: Record<string, unknown> = { reference, amount, reason: 'customer' }
  for (const { at, to } of changes)
    put(refund, [at], to === 'nothing' ? undefined : 'raw' in to ? `\ufff0${raws.push(to.raw) - 1}\ufff1` : structuredClone(to.json))
  const text = JSON.stringify(refund).replace(/"\ufff0(\d+)\ufff1"/g, (_mark, index: string) => raws[Number(index)] ?? '')
  return double ? `${text.slice(0, -1)},${JSON.stringify(double[0])}:${double[1]}}` : text
}

type Change = { at: string; to: { json: unknown } | { raw: string } | 'nothing' }
