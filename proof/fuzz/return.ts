import fc from 'fast-check'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { type Challenge, createRawShopper, type RawShopper, type Return } from '@/e2e/harness/raw-shopper'
import { anyEncoding, type Encoding, encodeFields, type Field, unreadable } from './body'
import type { Sent } from './loader'
import { AT_ONCE, type FuzzRig, mustBeHarmless, nextAddress } from './rig'
import { must, type Target, target } from './run'
import { type Damage, damage, hostileHeader, hostileText, longText, segmentOf, spoil } from './text'

/** A payment whose bank has said yes and whose shopper has not come back yet; or one that is over. */
type Known = { shopper: RawShopper; orderId: string; reference: string; challenge: Challenge; back: Return; isOver: boolean }

/** A symbolic value, since the real pairs differ in each run. */
type Value =
  | { of: 'own' | 'foreign'; part: 'session_id' | 'token_id'; as: 'it is' | 'lower' | 'upper' | 'cut' | 'longer' | 'spaced' }
  | { text: string }

type Forgery = {
  payment: number
  body: /** Fields without the right pair, or with it in a form that must not be accepted. */
    | { how: 'fields'; fields: Array<[name: string, value: Value]>; encoding: Encoding; damages: Damage[] }
    /** The right pair, and the one thing that makes it wrong. */
    | { how: 'wrong type'; encoding: Encoding }
    | { how: 'twice'; more: Array<[name: 'session_id' | 'token_id', value: string]>; encoding: 'urlencoded' | 'multipart' }
    | { how: 'too large'; bytes: number }
    | { how: 'cut'; at: number }
    | { how: 'other names'; names: [string, string]; encoding: Encoding }
  headers: Record<string, string>
}

const foreignValue = fc.record({
  of: fc.constant('foreign' as const),
  part: fc.constantFrom('session_id' as const, 'token_id' as const),
  as: fc.constantFrom('it is' as const, 'upper' as const),
})
const spoiledValue = fc.record({
  of: fc.constant('own' as const),
  part: fc.constantFrom('session_id' as const, 'token_id' as const),
  as: fc.constantFrom('lower' as const, 'cut' as const, 'longer' as const, 'spaced' as const),
})
const wrongValue: fc.Arbitrary<Value> = fc.oneof(
  foreignValue,
  spoiledValue,
  fc.oneof(hostileText, longText([300, 3_000])).map((text) => ({ text })),
)
const ownSession = fc.constant<Value>({ of: 'own', part: 'session_id', as: 'it is' })
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('session_id', 'token_id') },
  { weight: 1, arbitrary: fc.constantFrom('Session_Id', 'token_id ', 'session_id[]', 'session_id[0]', 'md_status', '') },
  { weight: 1, arbitrary: hostileText },
)
// The right session may come with any token but the right one.
const fields = fc.oneof(
  fc.array(fc.tuple(name, wrongValue), { maxLength: 6 }),
  fc.tuple(fc.tuple(fc.constant('session_id'), ownSession), fc.tuple(fc.constant('token_id'), wrongValue)),
  fc
    .tuple(fc.constantFrom('f', 'session_id', '\u0000'), foreignValue, fc.constantFrom(100, 1_000, 10_000))
    .map(([field, value, times]) => Array<[string, Value]>(times).fill([field, value])),
)

const headers = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.dictionary(
      fc.constantFrom(
        'Origin',
        'Referer',
        'Cookie',
        'Accept-Language',
        'Expect',
        'Content-Encoding',
        'X-HTTP-Method-Override',
        'Next-Action',
        'RSC',
        'If-Match',
        'Range',
      ),
      hostileHeader,
      { maxKeys: 3 },
    ),
  },
)

const body: fc.Arbitrary<Forgery['body']> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ how: fc.constant('fields' as const), fields, encoding: anyEncoding, damages: damage }) },
  { weight: 2, arbitrary: fc.record({ how: fc.constant('wrong type' as const), encoding: unreadable }) },
  {
    weight: 2,
    arbitrary: fc.record({
      how: fc.constant('twice' as const),
      more: fc.array(fc.tuple(fc.constantFrom('session_id' as const, 'token_id' as const), hostileText), { minLength: 1, maxLength: 3 }),
      encoding: fc.constantFrom('urlencoded' as const, 'multipart' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ how: fc.constant('too large' as const), bytes: fc.constantFrom(17_000, 17_000, 40_000, 300_000) }) },
  { weight: 1, arbitrary: fc.record({ how: fc.constant('cut' as const), at: fc.double({ min: 0, max: 0.99, noNaN: true }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      how: fc.constant('other names' as const),
      names: fc.constantFrom<Array<[string, string]>>(
        ['Session_Id', 'Token_Id'],
        ['session_id', 'TOKEN_ID'],
        ['session_id[]', 'token_id[]'],
        ['sessionId', 'tokenId'],
        [' session_id', 'token_id'],
      ),
      encoding: anyEncoding,
    }),
  },
)

const forgery = fc.record<Forgery>({ payment: fc.nat(1_000), body, headers })
const unknownId = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{22}$/), hostileText, longText([100, 1_000])).map((text) => segmentOf(text))
const otherMethod = fc.constantFrom('GET', 'HEAD', 'GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')

export async function returnTargets(rig: FuzzRig): Promise<Target[]> {
  const { stack, loader } = rig
  const known = await Promise.all(Array.from({ length: 8 }, (_, index) => bringToBank(rig, index % 4 === 3)))
  const charges = async () => {
    const calls = (await stack.simulator.allCalls()).filter(({ service }) => service === 'tds_charge')
    return calls.filter((call) => known.some(({ reference }) => call.reference_no?.startsWith(`${reference}-`))).length
  }
  let charged = await charges()
  const pick = (index: number) => known[index % known.length] as Known
  const send = async (request: Sent) => {
    const answer = await loader.send({ ...request, headers: { 'X-Forwarded-For': nextAddress(), ...request.headers } })
    mustBeHarmless(answer, rig)
    // A page for people, or a sentence: neither grows with what was sent.
    const longest = [404, 413].includes(answer.status) ? 6_000 : 300
    must(answer.body.length < longest, `an answer of ${answer.body.length} characters`)
    return answer
  }
  const mustLeadOn = (location: string | undefined, to: Known) =>
    must(location === `${stack.app.url}/checkout/${to.orderId}/result`, 'led somewhere else than to its own result')
  const nothingCharged = async () => must((await charges()) === charged, 'a forged return was charged')

  return [
    target({
      name: 'a forged return of a known payment leads to its result, and is never charged',
      weight: 4,
      input: forgery,
      atOnce: AT_ONCE,
      check: async (input) => {
        const payment = pick(input.payment)
        const request = encode(input, payment, pick(input.payment + 1))
        const { status, headers } = await send(request)
        const isLong = (request.body?.length ?? 0) > 16 * 1024
        if (request.cutAt !== undefined) must([0, 303, 400, 408].includes(status), `a broken connection was answered with ${status}`)
        else if (status === 303) mustLeadOn(headers.location, payment)
        else must((status === 413 && isLong) || (status === 417 && 'Expect' in input.headers), `answered with ${status}`)
        must(!isLong || status !== 303, 'a body beyond the cap was read')
        must(headers['set-cookie'] === undefined, 'a return sets a cookie')
      },
      conclude: nothingCharged,
    }),
    target({
      name: 'a return of a payment that does not exist is 404, whatever it brings',
      weight: 2,
      input: fc.record({ id: unknownId, forgery }),
      atOnce: AT_ONCE,
      check: async ({ id, forgery: input }) => {
        const request = encode(input, pick(input.payment), pick(input.payment + 1))
        const { status } = await send({ ...request, path: `/api/paynet/return/${id}` })
        const isLong = id.length > 8_000
        const isExpected = status === 404 || (status === 414 && isLong) || (status === 417 && 'Expect' in input.headers)
        if (request.cutAt === undefined) must(isExpected, `answered with ${status}`)
      },
      conclude: nothingCharged,
    }),
    target({
      name: 'a return address that is opened, with any method, shows how the payment stands and charges nothing',
      input: fc.record({ method: otherMethod, payment: fc.nat(1_000), headers }),
      atOnce: AT_ONCE,
      check: async ({ method, payment, headers: more }) => {
        const one = pick(payment)
        const { Expect: _asks, ...rest } = more as Record<string, string>
        const path = `/api/paynet/return/${one.challenge.paymentId}?${new URLSearchParams(one.challenge.pair)}`
        const { status, headers } = await send({ method, path, headers: rest })
        if (method === 'GET' || method === 'HEAD') {
          must(status === 303, `answered with ${status}`)
          mustLeadOn(headers.location, one)
        }
      },
      conclude: nothingCharged,
    }),
    target({
      name: 'after forgeries and replays, the real return still pays',
      weight: 0.001,
      input: fc.constant('the next payment'),
      check: async () => {
        const next = known.find(({ isOver }) => !isOver)
        if (!next) return
        await next.shopper.comeBack(next.back)
        next.isOver = true
        must((await stack.orders.read(next.orderId)).status === 'paid', 'the real return no longer pays')
        charged += 1
      },
    }),
  ]
}

async function bringToBank({ stack }: FuzzRig, isOver: boolean): Promise<Known> {
  const shopper = createRawShopper(stack, newAddress())
  const { id, reference } = await stack.orders.make()
  const challenge = await shopper.challenge(id, cards.good)
  const back = await shopper.approve(challenge)
  if (isOver) await shopper.comeBack(back)
  return { shopper, orderId: id, reference, challenge, back, isOver }
}

function encode({ body, headers }: Forgery, payment: Known, foreign: Known): Sent {
  const { session_id, token_id } = payment.challenge.pair
  const pair: Field[] = [
    ['session_id', session_id],
    ['token_id', token_id],
  ]
  const path = `/api/paynet/return/${payment.challenge.paymentId}`
  const sent = (fields: Field[], encoding: Encoding, damages: Damage[] = []): Sent => {
    const { type, bytes } = encodeFields(fields, encoding)
    return {
      method: 'POST',
      path,
      headers: { ...(type === null ? {} : { 'Content-Type': type }), ...headers },
      body: spoil(bytes, damages),
    }
  }
  switch (body.how) {
    case 'fields': {
      const fields = body.fields.map(([name, value]): Field => [name, textOf(value, payment, foreign)])
      // Damage could by chance repair the other half of a pair in which one is right.
      return sent(fields, body.encoding, fields.some(([, value]) => value === session_id) ? [] : body.damages)
    }
    case 'wrong type':
      return sent(pair, body.encoding)
    case 'twice':
      return sent([...pair, ...body.more], body.encoding)
    case 'too large':
      return sent([...pair, ['x', 'x'.repeat(body.bytes)]], 'urlencoded')
    case 'other names':
      return sent(
        [
          [body.names[0], session_id],
          [body.names[1], token_id],
        ],
        body.encoding,
      )
    case 'cut': {
      const whole = sent(pair, 'urlencoded')
      return {
        ...whole,
        headers: { 'Content-Type': String(whole.headers['Content-Type']) },
        cutAt: Math.floor(body.at * (whole.body?.length ?? 0)),
      }
    }
  }
}

function textOf(value: Value, payment: Known, foreign: Known): string {
  if ('text' in value) return value.text
  const text = (value.of === 'own' ? payment : foreign).challenge.pair[value.part]
  switch (value.as) {
    case 'it is':
      return text
    case 'lower':
      // A token in the other case is the same one.
      return `${text.toLowerCase()}${value.part === 'token_id' || text === text.toLowerCase() ? 'x' : ''}`
    case 'upper':
      return text.toUpperCase()
    case 'cut':
      return text.slice(0, -1)
    case 'longer':
      return `${text}\0`
    case 'spaced':
      return ` ${text} `
  }
}
