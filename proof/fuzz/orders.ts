import fc from 'fast-check'
import type { RawAnswer } from '@/e2e/harness/raw-request'
import type { Sent } from './loader'
import { AT_ONCE, type FuzzRig, mustBeHarmless } from './rig'
import { must, type Target, target } from './run'
import { addressOf, type Damage, damage, hostileHeader, hostileJson, hostileText, segmentOf, spoil } from './text'

/** A change of a valid order: another value at a path of keys. */
type Change = { at: string[]; to: { json: unknown } | { raw: string } | 'nothing' }

const places = fc.constantFrom<string[][]>(
  ['reference'],
  ['amount'],
  ['amount'],
  ['currency'],
  ['description'],
  ['items'],
  ['items', '0'],
  ['items', '0', 'name'],
  ['items', '0', 'quantity'],
  ['items', '0', 'unit_amount'],
  ['items', '1'],
  ['items', 'length'],
  ['customer'],
  ['customer', 'name'],
  ['customer', 'email'],
  ['customer', 'phone'],
  ['customer', '__proto__'],
  ['paynet'],
  ['paynet', 'agent_id'],
  ['paynet', 'company_amount'],
  ['paynet', 'is_escrow'],
  ['paynet', 'iban'],
  ['paynet', '__proto__'],
  ['success_url'],
  ['cancel_url'],
  ['locale'],
  ['max_instalments'],
  ['expires_at'],
  ['metadata'],
  ['metadata', 'cart'],
  ['metadata', '__proto__'],
  ['__proto__'],
  ['constructor'],
  ['toJSON'],
  ['status'],
  ['a/b~c'],
)

/** Values close to valid ones, so that changes get past the first check. */
const near = fc.oneof(
  fc.constantFrom<unknown[]>(
    1,
    2,
    36,
    37,
    9_999_999_999,
    10_000_000_000,
    10_000_000_001,
    0.1,
    1e3,
    123450,
    'TRY',
    'tr',
    'en',
    'x'.repeat(140),
    'x'.repeat(141),
    new Date(Date.now() + 3_600_000).toISOString(),
    '2026-02-30T12:00:00+03:00',
  ),
  fc.constantFrom<unknown[]>(
    'https://magaza.example/a?b=c#d',
    'http://localhost:1/',
    'http://127.0.0.1/',
    'http://[::1]/',
    'https://a@b.example/',
    'https://',
    'https://%zz/',
    'https://ş.example/',
  ),
  fc.constantFrom<unknown[]>(
    [{ name: 'a', quantity: 2, unit_amount: 61_725 }],
    [{ name: 'a', quantity: 1_000_000, unit_amount: 10_000_000_000 }],
    {},
    { name: 'Ayşe\u0301' },
  ),
)

/** Text that JSON.stringify would never write. */
export const rawJson = fc.constantFrom(
  '1e999',
  '-0',
  '1E400',
  '1.0',
  '00',
  '0x10',
  'NaN',
  'undefined',
  '"\\ud800"',
  '"\\u0000"',
  "'a'",
  '12345678901234567890',
  '1,2',
  '"a',
  '[1,]',
  '/* */1',
  '{"a":1,"a":2}',
  '\t1',
  '"\\x41"',
)

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.oneof({ weight: 8, arbitrary: places }, { weight: 1, arbitrary: hostileText.map((text) => [text]) }),
  to: fc.oneof(
    { weight: 3, arbitrary: near.map((json) => ({ json })) },
    { weight: 4, arbitrary: hostileJson.map((json) => ({ json })) },
    { weight: 1, arbitrary: rawJson.map((raw) => ({ raw })) },
    { weight: 1, arbitrary: fc.constant('nothing' as const) },
  ),
})

export const key = fc.oneof(
  { weight: 8, arbitrary: fc.constant('right' as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '' as const,
      'Bearer',
      'Bearer ',
      'Basic KEY',
      'KEY',
      'Bearer KEYx',
      'Bearer KEY KEY',
      'Bearer KEY,KEY',
      'bearer\tKEYx',
    ),
  },
  { weight: 1, arbitrary: hostileHeader },
)

export const headers = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.dictionary(
      fc.constantFrom(
        'Content-Type',
        'Accept',
        'Accept-Encoding',
        'Content-Encoding',
        'Origin',
        'Idempotency-Key',
        'X-HTTP-Method-Override',
        'Next-Action',
        'RSC',
        'If-None-Match',
        'Cookie',
        'X-Forwarded-For',
        'X-Forwarded-Host',
      ),
      hostileHeader,
      { maxKeys: 3 },
    ),
  },
)

const creation = fc.record({
  // Few enough that some are taken.
  reference: fc.nat(5_000),
  whole: fc.boolean(),
  changes: fc.array(change, { maxLength: 3 }),
  double: fc.option(fc.tuple(places, rawJson), { nil: undefined, freq: 8 }),
  damages: fc.oneof({ weight: 4, arbitrary: fc.constant<Damage[]>([]) }, { weight: 1, arbitrary: damage }),
  padding: fc.oneof({ weight: 30, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(31_000, 130_000, 200_000) }),
  key,
  headers,
})

const reopening = fc.record({
  over: fc.nat(1_000),
  json: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom<unknown[]>({}, { expires_at: null }) },
    { weight: 3, arbitrary: fc.integer({ min: -1_000, max: 50_000 }).map((minutes) => ({ minutes })) },
    { weight: 2, arbitrary: fc.oneof(near, hostileJson).map((expires_at) => ({ expires_at })) },
    { weight: 2, arbitrary: hostileJson },
    { weight: 1, arbitrary: fc.dictionary(hostileText, hostileJson, { maxKeys: 3 }) },
  ),
  isEmpty: fc.oneof({ weight: 8, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  damages: fc.oneof({ weight: 4, arbitrary: fc.constant<Damage[]>([]) }, { weight: 1, arbitrary: damage }),
  padding: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(3_000, 5_000, 200_000) }),
  key,
  headers,
})

const DAY_MS = 86_400_000
const isMinutes = (json: unknown): json is { minutes: number } => typeof json === 'object' && json !== null && 'minutes' in json

const KNOWN = [200, 201, 400, 401, 404, 405, 409, 413, 414, 422]

export async function orderTargets(rig: FuzzRig): Promise<Target[]> {
  const { stack, loader } = rig
  const open = await stack.orders.make()
  const over = await Promise.all(Array.from({ length: 8 }, () => stack.orders.make()))
  const run = process.pid.toString(36)
  const send = async (request: Sent) => {
    const answer = await loader.send(request)
    mustBeHarmless(answer, rig)
    must(KNOWN.includes(answer.status), `answered with ${answer.status}`)
    if (answer.status >= 400 && request.method !== 'HEAD') mustBeProblem(answer)
    return answer
  }
  const authorize = (sort: string) =>
    sort === 'right' ? `Bearer ${stack.app.env.MERCHANT_API_KEY}` : sort.replaceAll('KEY', String(stack.app.env.MERCHANT_API_KEY))

  return [
    target({
      name: 'a new order is taken as it was sent, or refused as a problem',
      weight: 4,
      input: creation,
      atOnce: AT_ONCE,
      check: async (input) => {
        const text = write(`${run}-${input.reference}`, input)
        const body = spoil(Buffer.from(text + ' '.repeat(input.padding)), input.damages)
        const authorization = authorize(input.key)
        const { status, body: said } = await send({
          method: 'POST',
          path: '/api/orders',
          headers: { ...input.headers, ...(authorization === '' ? {} : { Authorization: authorization }) },
          body,
        })
        const isRight = isRightKey(authorization, stack.app.env.MERCHANT_API_KEY ?? '')
        must(isRight === (status !== 401), `${isRight ? 'the right' : 'a wrong'} key was answered with ${status}`)
        must(body.length <= 128 * 1024 || [401, 413].includes(status), `${body.length} bytes were answered with ${status}`)
        if (status === 200 || status === 201) mustSayTheSame(JSON.parse(body.toString('utf8')), JSON.parse(said), stack.app.url)
      },
    }),
    target({
      name: 'a list is answered with orders, or its filters are refused by name',
      weight: 1,
      input: fc.array(
        fc.tuple(
          fc.oneof(fc.constantFrom('reference', 'status', 'created_from', 'created_to', 'limit', 'after', '__proto__'), hostileText),
          fc.oneof(fc.constantFrom('open', 'expired', '1', '100', '101', '2026-01-01T00:00:00Z', '0001-01-01T00:00:00Z'), hostileText),
        ),
        { maxLength: 4 },
      ),
      atOnce: AT_ONCE,
      check: async (pairs) => {
        const query = pairs.map(([name, value]) => `${segmentOf(name)}=${segmentOf(value)}`).join('&')
        const { status, body } = await send({
          method: 'GET',
          path: addressOf(`/api/orders?${query}`),
          headers: { Authorization: authorize('right') },
        })
        must([200, 414, 422].includes(status), `a list was answered with ${status}`)
        if (status === 200) must(Array.isArray((JSON.parse(body) as { data: unknown }).data), 'a list that is none')
      },
    }),
    target({
      name: 'an order that is over is opened again for 5 minutes to 30 days, or not at all, whatever is asked',
      weight: 1,
      input: reopening,
      atOnce: AT_ONCE,
      check: async ({ over: index, json, isEmpty, damages, padding, key: sort, headers: more }) => {
        const { id, reference } = over[index % over.length] as (typeof over)[number]
        await send({ method: 'POST', path: `/api/orders/${id}/cancel`, headers: { Authorization: authorize('right') } })
        const asked = isMinutes(json) ? { expires_at: new Date(Date.now() + json.minutes * 60_000).toISOString() } : json
        const body = isEmpty ? Buffer.alloc(0) : spoil(Buffer.from(JSON.stringify(asked) + ' '.repeat(padding)), damages)
        const authorization = authorize(sort)
        const { status, body: said } = await send({
          method: 'POST',
          path: `/api/orders/${id}/reopen`,
          headers: { ...more, ...(authorization === '' ? {} : { Authorization: authorization }) },
          body,
        })
        const isRight = isRightKey(authorization, stack.app.env.MERCHANT_API_KEY ?? '')
        must(isRight === (status !== 401), `${isRight ? 'the right' : 'a wrong'} key was answered with ${status}`)
        must([200, 400, 401, 409, 413, 422].includes(status), `answered with ${status}`)
        must(body.length <= 4 * 1024 || [401, 413].includes(status), `${body.length} bytes were answered with ${status}`)
        if (status !== 200) return
        const order = JSON.parse(said) as Said & { expires_at: string }
        const ahead = Date.parse(order.expires_at) - Date.now()
        must(order.reference === reference && ahead > 4 * 60_000 && ahead <= 30 * DAY_MS, 'another order or time than was asked for')
      },
    }),
    target({
      name: 'every other path and method of the orders answers as a problem, and asks for the key first',
      weight: 1,
      input: fc.record({
        method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
        id: fc.oneof(fc.constant('open'), fc.stringMatching(/^[A-Za-z0-9_-]{22}$/), hostileText),
        end: fc.constantFrom('', '', '?x=1'),
        key,
        headers,
        body: fc.option(hostileText, { nil: undefined }),
      }),
      atOnce: AT_ONCE,
      check: async ({ method, id, end, key: sort, headers: more, body }) => {
        const authorization = authorize(sort)
        const path = `/api/orders/${id === 'open' ? open.id : segmentOf(id)}${end}`
        const { status } = await send({
          method,
          path,
          headers: { ...more, ...(authorization === '' ? {} : { Authorization: authorization }) },
          ...(body === undefined ? {} : { body: Buffer.from(body) }),
        })
        const isRight = isRightKey(authorization, stack.app.env.MERCHANT_API_KEY ?? '')
        const isTooLong = status === 414 && path.length > 8_000
        must(isRight || status === 401 || isTooLong, `a wrong key was answered with ${status}`)
      },
    }),
  ]
}

export function isRightKey(authorization: string, key: string): boolean {
  return authorization.trim().toLowerCase().startsWith('bearer ') && authorization.trim().slice(7).trim() === key
}

export function mustBeProblem({ status, headers, body }: RawAnswer): void {
  must(/^application\/problem\+json/.test(headers['content-type'] ?? ''), `${status} is told as ${headers['content-type']}`)
  const problem = JSON.parse(body) as Record<string, unknown>
  must(
    problem.status === status && [problem.type, problem.title, problem.detail].every((text) => typeof text === 'string' && text !== ''),
    'a problem that is none',
  )
  must(status !== 422 || (Array.isArray(problem.errors) && problem.errors.length > 0), 'a 422 that does not say where')
}

type Said = {
  max_instalments?: unknown
  reference?: unknown
  amount?: unknown
  currency?: unknown
  status?: unknown
  checkout_url?: unknown
}

/** Read as any JSON reader does: of duplicate keys, the last one counts. */
function mustSayTheSame(sent: Said, said: Said, url: string): void {
  must(said.reference === sent.reference && said.amount === sent.amount && said.currency === 'TRY', 'another order than was sent')
  must((sent.currency ?? 'TRY') === 'TRY', 'a currency that is none of ours was taken')
  must(
    typeof sent.amount === 'number' && Number.isInteger(sent.amount) && sent.amount >= 1 && sent.amount <= 10_000_000_000,
    'an amount beyond the limits was taken',
  )
  const most = sent.max_instalments ?? 1
  must(typeof most === 'number' && Number.isInteger(most) && most >= 1 && most <= 36, 'a number of instalments beyond the limits was taken')
  must(new RegExp(`^${url}/checkout/[\\w-]{22}$`).test(String(said.checkout_url)), 'a checkout that is not here')
}

function write(
  reference: string,
  { whole, changes, double }: { whole: boolean; changes: Change[]; double?: [string[], string] | undefined },
): string {
  const raws: string[] = []
  const order: Record<string, unknown> = {
    reference,
    amount: 123_450,
    ...(whole && {
      currency: 'TRY',
      description: 'İki kitap',
      items: [{ name: 'Kitap', quantity: 2, unit_amount: 61_725 }],
      customer: { name: 'Ayşe Yılmaz', email: 'ayse@example.com', phone: '0532 000 00 00' },
      success_url: 'https://magaza.example/tesekkurler',
      cancel_url: 'https://magaza.example/sepet',
      locale: 'tr',
      max_instalments: 6,
      metadata: { cart: '8841' },
      paynet: { agent_id: '1001', company_amount: 100_000, is_escrow: true, iban: 'TR330006100519786457841326' },
    }),
  }
  for (const { at, to } of changes)
    put(order, at, to === 'nothing' ? undefined : 'raw' in to ? `\ufff0${raws.push(to.raw) - 1}\ufff1` : structuredClone(to.json))
  const text = JSON.stringify(order).replace(/"\ufff0(\d+)\ufff1"/g, (_mark, index: string) => raws[Number(index)] ?? '')
  return double ? `${text.slice(0, -1)},${JSON.stringify(double[0][0])}:${double[1]}}` : text
}

export function put(into: Record<string, unknown>, [first = '', ...rest]: string[], value: unknown): void {
  const inside = into[first]
  if (rest.length > 0 && typeof inside === 'object' && inside !== null) put(inside as Record<string, unknown>, rest, value)
  // An own key, even for `__proto__`, as JSON.parse makes it.
  else if (!(Array.isArray(into) && first === 'length'))
    Object.defineProperty(into, first, { value, enumerable: true, configurable: true, writable: true })
}
