import fc from 'fast-check'
import { eventsQuery } from '@/app/api/events/events-query'
import { readOrderInput } from '@/app/api/orders/order-input'
import { readQuery } from '@/app/api/orders/read-query'
import { withoutNumber } from '@/app/card-input'
import { PROVINCES } from '@/lib/dealers/places'
import { scrub } from '@/lib/log'
import { readKeptDetails } from '@/lib/payments/kept-details'
import { encodeCustomer } from '@/lib/paynet/challenge-wire'
import { decodeLira, encodeCommaLira } from '@/lib/paynet/lira'
import { namedField } from '@/lib/paynet/membership-wire'
import { readTransactionDetails } from '@/lib/paynet/transaction-details'
import { parseEmail } from '@/lib/shared/account-form'
import { cardBrand, groupDigits, parseCard, parseExpiry } from '@/lib/shared/cards/card'
import { DEALER_FIELD_NAMES, type DealerField, fieldsOf, TASKS } from '@/lib/shared/dealers/dealer'
import { READERS } from '@/lib/shared/dealers/dealer-readers'
import { readAnswers } from '@/lib/shared/dealers/read-answers'
import { plainDigits, ungrouped } from '@/lib/shared/digits'
import { formatMoney } from '@/lib/shared/payments/money'
import { preferredLocale } from '@/lib/web/accept-language'
import { networkOf } from '@/lib/web/client-address'
import { parseNextPath } from '@/lib/web/next-path'
import { must, type Target, target } from './run'
import { hostileJson, hostileText, longText } from './text'

const LONG = 100 * 1024
/** Of the processor, not of the clock: the machine is shared. A twentieth is usual, and what is not linear takes seconds. */
const MOST_MS = 200

/** Text that patterns repeat, and may try in every number. */
const SLOW = [' ', '\t', '0', '1', 'a', 'ç', '-', '.', '/', ',', '@', '%', '1 ', '1.', 'a.', 'a-', 'a@', '/a', 'q=', '::', ';q']

const digitsLike = fc.string({ unit: fc.constantFrom(...'0123456789'.repeat(3), ' ', '-', '.', '/', ',', '+', 'x'), maxLength: 24 })
const text = fc.oneof({ weight: 2, arbitrary: hostileText }, { weight: 2, arbitrary: digitsLike })

const typedCard = fc.record({
  holder: fc.oneof(fc.constant('Ayşe Yılmaz'), text),
  number: fc.oneof(fc.constantFrom('4355 0843 5508 4358', '375622005485014', '9792075482365454'), text),
  expiry: fc.oneof(fc.constantFrom('12/31', '3/27', '0327'), text),
  cvc: fc.oneof(fc.constantFrom('123', '1234'), text),
})

const NOW = new Date('2026-11-22T12:00:00Z')

const order = fc
  .tuple(
    fc.constantFrom(
      { reference: 'A', amount: 100 },
      {
        reference: 'A',
        amount: 100,
        items: [{ name: 'a', quantity: 2, unit_amount: 50 }],
        customer: { name: 'x' },
        paynet: { agent_id: '1001', company_amount: 50 },
        success_url: 'https://a.example/',
      },
    ),
    fc.array(
      fc.tuple(
        fc.constantFrom(
          'reference',
          'amount',
          'currency',
          'description',
          'items',
          'customer',
          'paynet',
          'success_url',
          'cancel_url',
          'locale',
          '__proto__',
          'x',
        ),
        hostileJson,
      ),
      { maxLength: 3 },
    ),
  )
  .map(([valid, changes]) => {
    const body: Record<string, unknown> = { ...valid }
    for (const [key, value] of changes) Object.defineProperty(body, key, { value, enumerable: true, configurable: true, writable: true })
    return body
  })

/** Everything that takes a text as it was typed or came in a header. */
const READ_TEXT: Record<string, (typed: string) => unknown> = {
  plainDigits,
  ungrouped,
  cardBrand,
  groupDigits,
  parseExpiry,
  parseEmail,
  parseNextPath,
  preferredLocale,
  networkOf,
  withoutNumber,
  scrub,
  decodeLira,
  namedField: (typed) => namedField({ message: typed }),
  parseCard: (typed) => parseCard({ holder: typed, number: typed, expiry: typed, cvc: typed }, { now: NOW, live: true }),
  'order description': (typed) =>
    readOrderInput({ reference: 'A', amount: 1, description: typed, customer: { name: typed, email: typed, phone: typed } }),
  'order’s word to Paynet': (typed) =>
    readOrderInput({ reference: 'A', amount: 1, paynet: { agent_id: typed, agent_customer_name: typed, iban: typed } }),
  encodeCustomer: (typed) => encodeCustomer({ email: typed, phone: typed }),
  readKeptDetails,
  readTransactionDetails: (typed) => readTransactionDetails({ bank_name: typed, amount: typed, campaign_url: typed, id: typed }),
  'order link': (typed) => readOrderInput({ reference: typed, amount: 1, success_url: typed }),
  ...Object.fromEntries(DEALER_FIELD_NAMES.map((field) => [`dealer’s ${field}`, READERS[field]])),
}
const readerNames = fc.constantFrom(...Object.keys(READ_TEXT))

const isEventId = (id: string) =>
  id.length === 26 && id.startsWith('evt_') && [...id.slice(4)].every((digit) => '0123456789abcdef'.includes(digit))
const isLimit = (text: string) =>
  [...text].every((digit) => '0123456789'.includes(digit)) && text.length <= 3 && Number(text) >= 1 && Number(text) <= 100

const parameter = fc.tuple(
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom('after', 'limit') }, { weight: 1, arbitrary: hostileText }),
  fc.oneof(
    { weight: 3, arbitrary: fc.stringMatching(/^evt_[0-9a-f]{22}$/) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        '1',
        '100',
        '101',
        '0',
        '007',
        '0100',
        '1.0',
        '1e1',
        '+1',
        '١',
        '１０',
        ' 5',
        '5\n',
        `evt_${'A'.repeat(22)}`,
      ),
    },
    { weight: 1, arbitrary: hostileText },
  ),
)

export function readerTargets(): Target[] {
  return [
    target({
      name: 'an order is read as it is or refused by pointer, and never as another',
      weight: 3,
      input: fc.oneof({ weight: 5, arbitrary: order }, { weight: 1, arbitrary: hostileJson }),
      portion: 2_000,
      check: (body) => {
        const read = readOrderInput(body)
        if (!read.ok)
          return must(
            read.errors.length > 0 && read.errors.every(({ pointer }) => pointer === '' || pointer.startsWith('/')),
            'refused without saying where',
          )
        const sent = body as { reference: unknown; amount: unknown }
        const { reference, amountKurus, items, description } = read.value
        must(reference === sent.reference && amountKurus === sent.amount, 'another order than was sent')
        must(
          /^[A-Za-z0-9\-_.]{1,40}$/.test(reference) && Number.isInteger(amountKurus) && amountKurus > 0 && amountKurus <= 10_000_000_000,
          'beyond the limits',
        )
        must(
          items.length === 0 || items.reduce((sum, item) => sum + item.quantity * item.unitAmountKurus, 0) === amountKurus,
          'items that do not add up',
        )
        must(description === null || ([...description].length <= 140 && description.isWellFormed()), 'a description beyond the limits')
      },
    }),
    target({
      name: 'a query of the API means one thing, or is refused by pointer',
      weight: 1,
      input: fc.array(parameter, { maxLength: 3 }),
      portion: 2_000,
      check: (parameters) => {
        const read = readQuery(new Request(`http://localhost:3000/api/events?${new URLSearchParams(parameters)}`), eventsQuery)
        const of = (name: string) => parameters.filter(([known]) => known === name).map(([, value]) => value)
        const [afters, limits] = [of('after'), of('limit')]
        const fits =
          afters.length + limits.length === parameters.length &&
          (afters.length === 0 || (afters.length === 1 && isEventId(`${afters[0]}`))) &&
          (limits.length === 0 || (limits.length === 1 && isLimit(`${limits[0]}`)))
        must(read.ok === fits, fits ? 'a query that fits is refused' : 'a query that does not fit is read')
        if (!read.ok)
          return must(read.errors.length > 0 && read.errors.every(({ pointer }) => pointer.startsWith('/')), 'refused without saying where')
        must(read.value.after === afters[0] && read.value.limit === Number(limits[0] ?? 100), 'another query than was sent')
      },
    }),
    target({
      name: 'a card that has no fault can be charged, and no other is read',
      weight: 3,
      input: fc.record({ typed: typedCard, live: fc.boolean() }),
      portion: 2_000,
      check: ({ typed, live }) => {
        const parsed = parseCard(typed, { now: NOW, live })
        if ('faults' in parsed) return must(parsed.faults.length > 0, 'refused without saying why')
        const { card } = parsed
        must(/^\d{12,19}$/.test(card.number) && /^\d{3,4}$/.test(card.cvc), 'a number or code that is none')
        must(card.month >= 1 && card.month <= 12 && card.year >= 2000 && card.year <= 2099, 'an expiry that is none')
        must(
          card.holder.length >= 1 && card.holder.length <= 50 && !/\d{8}/.test(card.holder.replace(/\D/g, '')),
          'a holder beyond the limits',
        )
      },
    }),
    target({
      name: 'a dealer’s page keeps only answers of its own questions, and reading them again changes nothing',
      weight: 2,
      input: fc.record({
        task: fc.constantFrom(...TASKS),
        typed: fc.dictionary(fc.constantFrom<string[]>(...DEALER_FIELD_NAMES, '__proto__'), text, { maxKeys: 8 }),
      }),
      portion: 1_000,
      check: ({ task, typed }) => {
        const { answers, faults } = readAnswers(task, typed, PROVINCES)
        const own = fieldsOf(task) as readonly string[]
        must(
          Object.keys(answers).every((field) => own.includes(field)),
          'an answer to another page’s question',
        )
        must(
          Object.values(answers).every((answer) => answer.length <= 300),
          'an answer without bounds',
        )
        const wrong = new Set(faults.map(({ field }) => field))
        const right = Object.entries(answers).filter(([field]) => !wrong.has(field)) as Array<[DealerField, string]>
        const again = readAnswers(task, Object.fromEntries(right), PROVINCES).answers
        must(
          right.every(([field, answer]) => again[field] === answer),
          'read twice, it is another answer',
        )
      },
    }),
    target({
      name: 'an amount survives its way to Paynet and back, and is shown to the kuruş',
      weight: 1,
      input: fc.record({ amount: fc.integer({ min: 1, max: 10_000_000_000 }), typed: text }),
      portion: 5_000,
      check: ({ amount, typed }) => {
        must(decodeLira(encodeCommaLira(amount)) === amount && decodeLira(amount / 100) === amount, 'another amount came back')
        must(
          Number(formatMoney(amount, 'en').replace(/[^\d]/g, '')) === amount &&
            Number(formatMoney(amount, 'tr').replace(/[^\d]/g, '')) === amount,
          'another amount is shown',
        )
        const read = decodeLira(typed)
        must(read === null || (Number.isSafeInteger(read) && read >= 0), 'an amount that is none')
      },
    }),
    target({
      name: 'nothing that is logged holds twelve digits in a row or a second line',
      weight: 1,
      input: fc.array(fc.oneof(text, digitsLike, fc.constant('4355084355084358')), { maxLength: 4 }).map((parts) => parts.join('')),
      portion: 5_000,
      check: (typed) => {
        // A payment's own name may have as many.
        must(!/\d{12}/.test(scrub(typed).replace(/[\w.-]+-[a-hjkmnp-z2-9]{8}/gi, '')), 'a number passed')
        const next = parseNextPath(typed)
        must(next === null || new URL(next, 'http://a.example').origin === 'http://a.example', 'a path that leads off the site')
      },
    }),
    target({
      name: `every reader is done with 100 KB in ${MOST_MS} ms of the processor`,
      weight: 0.5,
      input: fc.record({
        reader: readerNames,
        start: digitsLike,
        middle: fc.oneof(
          longText([LONG]),
          fc.constantFrom(...SLOW).map((unit) => unit.repeat(LONG / unit.length)),
        ),
        end: digitsLike,
      }),
      portion: 200,
      check: ({ reader, start, middle, end }) => {
        const typed = start + middle + end
        const read = READ_TEXT[reader] ?? String
        // The best of several: garbage collection and compiling prove nothing.
        let best = Number.POSITIVE_INFINITY
        for (let time = 0; time < 5 && best >= MOST_MS; time += 1) {
          const before = process.cpuUsage()
          read(typed)
          best = Math.min(best, process.cpuUsage(before).user / 1_000)
        }
        must(best < MOST_MS, `${reader} took ${best.toFixed(1)} ms`)
      },
    }),
  ]
}
