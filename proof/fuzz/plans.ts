import fc from 'fast-check'
import { nothingChanges } from './actions'
import { AT_ONCE, type FuzzRig, mustBeHarmless, nextAddress } from './rig'
import { must, type Target, target } from './run'
import { type Damage, damage, hostileHeader, hostileJson, hostileText, segmentOf, spoil } from './text'

/** The door by which scripts ask for a card's plans: strangers write to it, and it must never say more than the plans. */

const KNOWN = [200, 400, 403, 404, 405, 409, 413, 414, 429]

/** What is typed of a card: its first digits in every length and writing, and what is none. */
type Typed = { digits: number; between: string; before: string; after: string } | { json: unknown }

const typed: fc.Arbitrary<Typed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      digits: fc.constantFrom(0, 4, 6, 7, 8, 8, 8, 9, 12, 16),
      between: fc.constantFrom('', '', '', ' ', '-', '.', '\u00a0', '\0'),
      before: fc.constantFrom('', '', '', ' ', '+', '0', '\u202e', 'x'),
      after: fc.oneof(fc.constantFrom('', '', ' '), hostileText),
    }),
  },
  { weight: 2, arbitrary: hostileJson.map((json) => ({ json })) },
)

const question = fc.record({
  order: fc.oneof({ weight: 8, arbitrary: fc.constant('own' as const) }, fc.stringMatching(/^[A-Za-z0-9_-]{22}$/), hostileText),
  method: fc.constantFrom('POST', 'POST', 'POST', 'POST', 'POST', 'POST', 'GET', 'HEAD', 'PUT', 'DELETE'),
  field: fc.constantFrom('card_start', 'card_start', 'card_start', 'saved_card', 'number', '__proto__'),
  typed,
  type: fc.oneof({ weight: 5, arbitrary: fc.constant('application/json') }, hostileHeader),
  more: fc.oneof(
    { weight: 5, arbitrary: fc.constant<Record<string, unknown>>({}) },
    fc.dictionary(hostileText, hostileJson, { maxKeys: 2 }),
  ),
  damages: fc.oneof({ weight: 5, arbitrary: fc.constant<Damage[]>([]) }, { weight: 1, arbitrary: damage }),
})
type Question = (typeof question extends fc.Arbitrary<infer Input> ? Input : never) & object

const foreign = fc.oneof(fc.constantFrom('null', 'https://evil.example', 'APP.evil.example', 'APP/', 'HTTP://['), hostileHeader)

/** An order may be asked about forty times a day, so each portion has orders of its own. */
const ORDERS = 12
const PORTION = 240

export async function planTargets(rig: FuzzRig): Promise<Target[]> {
  const { stack, loader, canaries } = rig
  let orders: string[] = []
  const makeOrders = async () => {
    orders = await Promise.all(Array.from({ length: ORDERS }, async () => (await stack.orders.make()).id))
  }
  await makeOrders()
  let asked = 0
  const ask = async (input: Question, origin: string) => {
    asked += 1
    const id = input.order === 'own' ? orders[asked % ORDERS] : segmentOf(input.order)
    const answer = await loader.send({
      method: input.method,
      path: `/checkout/${id}/plans`,
      headers: { Origin: origin, 'X-Forwarded-For': nextAddress(), 'Content-Type': input.type },
      ...(['GET', 'HEAD'].includes(input.method) ? {} : { body: spoil(Buffer.from(write(input, canaries.visa)), input.damages) }),
    })
    mustBeHarmless(answer, rig)
    return answer
  }
  return [
    target({
      name: 'a question about plans from elsewhere is refused, counts nowhere and asks nobody',
      weight: 0.3,
      isQuiet: true,
      input: fc.record({ question, origin: foreign }),
      atOnce: AT_ONCE,
      portion: 200,
      check: async ({ question: input, origin }) => {
        const { status } = await ask(input, origin.replace('APP', stack.app.url))
        must(status >= 400, `a foreign question was answered with ${status}`)
      },
      ...nothingChanges(rig),
    }),
    target({
      name: 'a question about plans is answered with plans alone, or refused: nothing of the card comes back',
      input: question,
      atOnce: AT_ONCE,
      portion: PORTION,
      prepare: makeOrders,
      check: async (input) => {
        const { status, headers, body } = await ask(input, stack.app.url)
        must(KNOWN.includes(status), `answered with ${status}`)
        must(input.method === 'POST' || status >= 400, `${input.method} was answered with ${status}`)
        must(!hasStartOf(canaries.visa, `${JSON.stringify(headers)}\n${body}`), 'an answer repeats the beginning of a card')
        if (status !== 200) return
        must(headers['cache-control']?.includes('no-store') === true, 'plans may be kept on the way')
        const { rows } = JSON.parse(body) as { rows: Array<{ count: number; value: string }> }
        must(
          rows[0]?.count === 1 && new Set(rows.map(({ count }) => count)).size === rows.length,
          'not one plan a count, the single payment first',
        )
        must(
          rows.every(({ count, value }) => value.startsWith(`${count}.`) && isSum(value)),
          'a plan whose months do not make its total',
        )
      },
    }),
  ]
}

function write({ field, typed: what, more }: Question, visa: string): string {
  const value =
    'json' in what ? what.json : what.before + visa.slice(0, what.digits).replace(/(\d{4})(?=\d)/g, `$1${what.between}`) + what.after
  return JSON.stringify({ ...more, [field]: value }) ?? ''
}

/** The first six or eight digits as a word; amounts are others. */
function hasStartOf(number: string, text: string): boolean {
  return [number.slice(0, 6), number.slice(0, 8), `${number.slice(0, 4)} ${number.slice(4, 8)}`].some((start) =>
    new RegExp(`(?<![\\d.,])${start}(?![\\d.,])`).test(text),
  )
}

function isSum(value: string): boolean {
  const [count = 0, total = 0, monthly = 0] = value.split('.').map(Number)
  return Math.abs(count * monthly - total) <= count
}
