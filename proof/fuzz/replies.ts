import fc from 'fast-check'
import { classifyChange, classifyList, classifySave, readOtpExpiry } from '@/lib/paynet/cards-wire'
import { readChallengePage } from '@/lib/paynet/challenge'
import { classifyInitial } from '@/lib/paynet/challenge-wire'
import { classifyCharge } from '@/lib/paynet/charge-wire'
import { classifyCheck } from '@/lib/paynet/check-wire'
import { hostileActions, hostileDocuments } from '@/lib/paynet/hostile.test-kit'
import { classifyApplication, classifyDocumentTypes, classifyStatus, readFormLink } from '@/lib/paynet/membership-wire'
import { classifyRatio } from '@/lib/paynet/ratio-wire'
import { classifyRefund, classifyReversals, classifySale, isUndecided, reversalsOf } from '@/lib/paynet/refunds-wire'
import { sampleCardRow, sampleCardSave, sampleCharge, sampleExpected, sampleInitial, sampleRow } from '@/lib/paynet/replies.test-kit'
import { classifySales } from '@/lib/paynet/transactions-wire'
import type { Reply } from '@/lib/paynet/transport'
import { refusesUs } from '@/lib/paynet/wire'
import {
  areShort,
  areSums,
  backOf,
  codeOf,
  type Expected,
  isAboutUs,
  isAmong,
  isOpenRow,
  isOurHost,
  isShort,
  mayBeBack,
  mayBeDecline,
  mayBeFirstPage,
  mayBeNone,
  mayBeRefused,
  mayBeSuccess,
  mayBeTaken,
  mayBeTakenBack,
  mayBeUndone,
  moneyOn,
  mustBeDecline,
  namingSale,
  plansOf,
  type Sale,
  saysYes,
  showsMoney,
} from './oracle'
import { must, type Target, target } from './run'
import { hostileJson, hostileText } from './text'

/**
 * A documented reply with some of its fields replaced, left out or duplicated under another name; most often one of
 * those that decide, which the sample may lack.
 */
function mutated(sample: Record<string, unknown>, near: unknown[] = [], deciding: string[] = []): fc.Arbitrary<unknown> {
  const keys = Object.keys(sample)
  const change = fc.record({
    key: fc.oneof(
      ...(deciding.length > 0 ? [{ weight: 8, arbitrary: fc.constantFrom(...deciding) }] : []),
      { weight: 6, arbitrary: fc.constantFrom(...keys) },
      { weight: 1, arbitrary: fc.constantFrom('__proto__', 'result_code', 'Data', 'type', '') },
    ),
    to: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...NEAR, ...near) },
      { weight: 3, arbitrary: hostileJson },
      { weight: 1, arbitrary: fc.constant(GONE) },
    ),
  })
  const one = fc.array(change, { maxLength: 4 }).map((changes) => {
    const reply: Record<string, unknown> = { ...sample }
    for (const { key, to } of changes) {
      if (to === GONE) delete reply[key]
      else Object.defineProperty(reply, key, { value: to, enumerable: true, configurable: true, writable: true })
    }
    return reply as unknown
  })
  return fc.oneof({ weight: 30, arbitrary: one }, { weight: 1, arbitrary: hostileJson })
}

const GONE = Symbol('gone')
const CODES = [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 21, 22, 23, 25, 100, 400, 401, 999, -1]
const NEAR: unknown[] = [
  ...CODES,
  ...CODES.map(String),
  ' 0 ',
  '00',
  '0.0',
  0.5,
  true,
  false,
  'true',
  'True',
  ' TRUE ',
  'false',
  'evet',
  'TRY',
  'try',
  'TL',
  '949',
  949,
  'USD',
  'S',
  's',
  'R',
  'CD',
  'PR',
  'B-1001',
  '00000000-0000-0000-0000-000000000000',
  null,
  undefined,
  '',
  ' ',
]
/** Without plans on offer; of plans: a single payment, one that the merchant pays for, one that the shopper does. */
const EXPECTED: Expected[] = [
  sampleExpected,
  { ...sampleExpected, instalments: 1 },
  { ...sampleExpected, instalments: 4 },
  { ...sampleExpected, chargeKurus: 684_000, instalments: 4 },
  { ...sampleExpected, agentReferenceNo: 'B-1001' },
]
const ofAPlan = fc.constantFrom(...EXPECTED)

const AMOUNTS: unknown[] = [
  6840,
  '6840,00',
  6839.99,
  6840.01,
  6500.01,
  340,
  '340,00',
  339.99,
  340.004,
  340.01,
  -340,
  6500,
  '6500',
  '6500.00',
  '6500,00',
  6500.001,
  6500.0000001,
  6499.99999999,
  '6500.00000001',
  6499.99,
  65,
  650_000,
  -6500,
  '6.500,00',
  '6,500.00',
  1e21,
  '65e2',
  ' 6500 ',
  sampleExpected.referenceNo,
  `${sampleExpected.referenceNo} `,
  sampleExpected.referenceNo.toUpperCase(),
  ` ${sampleExpected.referenceNo.toUpperCase()}`,
  sampleExpected.referenceNo.slice(0, 20),
]

const status = fc.oneof(
  { weight: 4, arbitrary: fc.constant(200) },
  { weight: 1, arbitrary: fc.constantFrom(201, 204, 301, 307, 400, 401, 403, 404, 405, 429, 500, 502, 503) },
)

/** The outcome of a call, usually an answer. */
function replyOf(json: fc.Arbitrary<unknown>): fc.Arbitrary<Reply> {
  const answered = fc
    .tuple(status, json)
    .map(([code, body]): Reply => ({ kind: 'answered', status: code, json: body, retryAfterMs: null, durationMs: 1 }))
  return fc.oneof(
    { weight: 20, arbitrary: answered },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Reply[]>(
        { kind: 'lost', why: 'ECONNRESET', durationMs: 1 },
        { kind: 'not-sent', why: 'ECONNREFUSED', durationMs: 1 },
      ),
    },
  )
}

const CODE_PLACES = ['code', 'result_code', 'type']
const errorReply = fc.oneof(
  mutated({ type: 'no_data_error', message: 'Hata', code: 404, result_code: 12 }, [], CODE_PLACES),
  mutated({ type: 'invalid_request_error', message: 'Hata', code: 400, result_code: 16 }, [], CODE_PLACES),
  mutated({ message: 'Hata', code: 16 }, [], CODE_PLACES),
)
const OF_A_CHARGE = [
  'is_succeed',
  'amount',
  'currency',
  'reference_no',
  'agent_reference_no',
  'transaction_type',
  'xact_id',
  'bank_error_id',
  'instalment',
  'end_user_comission',
  ...CODE_PLACES,
]
const declinedCharge = {
  ...sampleCharge,
  is_succeed: false,
  xact_id: '',
  code: 1,
  bank_error_id: '51',
  bank_error_message: 'Limit yetersiz',
}
const chargeReply = replyOf(
  fc.oneof(
    { weight: 4, arbitrary: mutated(sampleCharge, AMOUNTS, OF_A_CHARGE) },
    { weight: 2, arbitrary: mutated({ ...sampleCharge, amount: 6840, end_user_comission: 340 }, AMOUNTS, OF_A_CHARGE) },
    { weight: 2, arbitrary: mutated({ ...sampleCharge, end_user_comission: 340 }, AMOUNTS, OF_A_CHARGE) },
    { weight: 2, arbitrary: mutated(declinedCharge, AMOUNTS, OF_A_CHARGE) },
    { weight: 1, arbitrary: errorReply },
  ),
)
const OF_A_ROW = [
  'is_succeed',
  'amount',
  'currency',
  'xact_id',
  'authorization_code',
  'bank_authorization_code',
  'agent_reference',
  'agent_reference_no',
  'reference_no',
  'xact_type',
  'transaction_type',
  'reversed',
  'reversed_xact_id',
  'instalment',
  'end_user_comission',
]
const row = fc.oneof(
  { weight: 2, arbitrary: mutated(sampleRow, AMOUNTS, OF_A_ROW) },
  { weight: 1, arbitrary: mutated({ ...sampleRow, amount: 6840, end_user_comission: 340, instalment: 4 }, AMOUNTS, OF_A_ROW) },
  { weight: 1, arbitrary: mutated({ ...sampleRow, end_user_comission: '340,00', instalment: 4 }, AMOUNTS, OF_A_ROW) },
)
const rows = fc.array(row, { maxLength: 3 })
/** The ways in which an answer may carry its rows. */
const inEnvelope = fc
  .tuple(
    rows,
    rows,
    row,
    mutated({ code: 0, message: '' }, [], CODE_PLACES),
    fc.constantFrom('Data', 'Data', 'Data', 'data', 'both', 'one', 'flat'),
  )
  .map(([list, other, one, envelope, way]) => {
    if (way === 'both') return withField(withField(envelope, 'Data', list), 'data', other)
    if (way === 'one') return withField(envelope, 'Data', one)
    if (way === 'flat') return typeof one === 'object' && one !== null ? { ...(envelope as object), ...one } : one
    return withField(envelope, way, list)
  })
const checkReply = replyOf(
  fc.oneof(
    { weight: 6, arbitrary: inEnvelope },
    { weight: 1, arbitrary: errorReply },
    { weight: 1, arbitrary: mutated({ code: 0, Data: [sampleRow] }) },
  ),
)

function withField(object: unknown, name: string, value: unknown): unknown {
  return typeof object === 'object' && object !== null && !Array.isArray(object) && !(name in object)
    ? { ...object, [name]: value }
    : object
}

const PAYNET = 'https://pts-api.paynet.com.tr'
const LOOPBACK = 'http://127.0.0.1:4010'

const url = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostileActions) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      sampleInitial.post_url,
      'https://api.paynet.com.tr/x',
      'https://paynet.com.tr',
      `${LOOPBACK}/x`,
      'http://127.0.0.1:1/x',
      'http://localhost:4010/',
    ),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('https', 'http', 'HTTPS', 'ftp', 'javascript', ''),
        fc.constantFrom('://', ':', ':/', ':\\\\', '://a@', '://a:b@'),
        fc.constantFrom(
          'paynet.com.tr',
          'api.paynet.com.tr',
          'evil.example',
          '127.0.0.1',
          'paynet.com.tr.',
          'PAYNET.COM.TR',
          'xpaynet.com.tr',
        ),
        fc.constantFrom(
          '',
          ':443',
          ':8443',
          '.evil.example',
          '\t.evil.example',
          '@evil.example',
          '#@evil.example',
          '\\@evil.example',
          '%2eevil.example',
          '?',
        ),
        fc.constantFrom('', '/', '/x', '/../x'),
      )
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: hostileText },
)

const quoted = url.map((text) => text.replaceAll('"', '&quot;'))
const PIECES = [
  '<form method="post" action="',
  '">',
  '</form>',
  '<input type="hidden" name="session_id" value=""/>',
  '<input type="hidden" name="x" value="',
  '<template>',
  '<svg>',
  '<math>',
  '<!--',
  '-->',
  '<base href="',
  '<textarea>',
  '</textarea>',
  '<table>',
  '<select>',
  '<noscript>',
  '<script>',
  '</script>',
  '<b>'.repeat(500),
  '<meta http-equiv="refresh" content="0;url=',
]
const html = fc.oneof(
  {
    weight: 3,
    arbitrary: quoted.map((action) => `<form method="post" action="${action}"><input type="hidden" name="session_id" value=""></form>`),
  },
  {
    weight: 3,
    arbitrary: fc
      .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, { weight: 2, arbitrary: quoted }), { maxLength: 14 })
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.constantFrom(...hostileDocuments.map(([, document]) => document)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(hostileText, fc.constantFrom(1, 31, 200))
      .map(
        ([value, times]) =>
          `<form method=post action=${PAYNET}>${`<input type=hidden name=token_id value='${value}'>`.repeat(times)}</form>`,
      ),
  },
)

const challenge = fc.record({
  html: fc.oneof({ weight: 9, arbitrary: html }, { weight: 1, arbitrary: fc.constant(null) }),
  postUrl: fc.oneof({ weight: 3, arbitrary: url }, { weight: 1, arbitrary: fc.constant(null) }),
  sessionId: fc.oneof(
    { weight: 6, arbitrary: hostileText },
    { weight: 1, arbitrary: fc.constantFrom('s'.repeat(9_000), 's'.repeat(200_000)) },
  ),
  tokenId: hostileText,
})

/** Thirty ids, each as long as a hidden field may be. */
const MOST_HANDED_OVER = 30 * (100 + 8_192)

/** A row of the table of rates, about the price of the samples. */
const ratioRow = (instalment: number, total_amount: number) =>
  mutated(
    {
      ratio: 0.077,
      instalment_key: 'ji_1',
      instalment,
      instalment_amount: Math.round((total_amount * 100) / instalment) / 100,
      total_net_amount: 6500,
      total_amount,
      commision: 77,
      commision_tax: 15.4,
      desc: 'Taksit',
      plus_installment: 0,
    },
    [...AMOUNTS, 2, 3, 4, 12, 36, 37, 101, 541.67, 1140, 1710, 2166.67, 2166.66, 2167.67, 13_000, 13_000.01],
    ['instalment', 'total_amount', 'instalment_amount', 'plus_installment'],
  )
const ratioRows = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.array(
      fc
        .tuple(fc.constantFrom(0, 1, 2, 3, 4, 6, 12, 36, 101), fc.constantFrom(6500, 6500, 6840, 6840.01, 13_000, 6499.99))
        .chain(([count, total]) => ratioRow(Math.max(1, count), total)),
      { maxLength: 6 },
    ),
  },
  { weight: 1, arbitrary: hostileJson },
)
const ratioBank = ratioRows.chain((ratio) =>
  mutated({ bank_id: 'AXSS', bank_name: 'Axess', card_type: 'cc', tds_required: true, ratio }, ['dc', ' DC ', 'bc', []], ['card_type']),
)
const ratioReply = replyOf(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.oneof({ weight: 8, arbitrary: fc.tuple(ratioBank) }, { weight: 1, arbitrary: fc.array(ratioBank, { maxLength: 3 }) }))
        .chain(([data]) =>
          mutated({ tds_required: true, object_name: 'ratio_get', code: 0, message: 'Başarılı İşlem', data }, [], CODE_PLACES),
        ),
    },
    { weight: 1, arbitrary: errorReply },
  ),
)

const SALE: Sale = { xactId: 'sale/one+=', xactNumber: 8_438_117, referenceNo: sampleExpected.referenceNo }
/** Names of our sale, of another one, and of refunds of both. */
const NAMES: unknown[] = [
  ...[SALE.xactId, ` ${SALE.xactId} `, 'sale/one+', 'sale/two+=', 'back/one+=', 'back/two+='],
  ...[SALE.xactNumber, String(SALE.xactNumber), 8_438_118, 9_438_117, '9438118'],
]
const OF_A_REFUND = [...OF_A_ROW, 'reversed_id', 'id', 'entry_date', 'xact_date']
const backRow = { ...sampleRow, xact_id: 'back/one+=', id: 9_438_117, xact_type: 'CD', transaction_type: 2, amount: 50 }
const booked = fc.oneof(
  { weight: 2, arbitrary: mutated({ ...sampleRow, xact_id: SALE.xactId, id: SALE.xactNumber }, [...AMOUNTS, ...NAMES], OF_A_REFUND) },
  { weight: 3, arbitrary: mutated({ ...backRow, reversed_xact_id: SALE.xactId }, [...AMOUNTS, ...NAMES], OF_A_REFUND) },
  { weight: 1, arbitrary: mutated({ ...backRow, reversed_xact_id: 'sale/two+=' }, [...AMOUNTS, ...NAMES], OF_A_REFUND) },
)
const listed = mutated(
  {
    ...{ id: 9_438_117, xact_id: 'back/one+=', reversed_xact_id: SALE.xactId, reversed_id: SALE.xactNumber },
    ...{ amount: 50, currency: 'TRY', xact_date: '24.11.2026', entry_date: '23.11.2026', status: 3 },
  },
  [...AMOUNTS, ...NAMES],
  [...OF_A_REFUND, 'status', 'status'],
)
const listOf = (row: fc.Arbitrary<unknown>) =>
  replyOf(
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc
          .tuple(fc.array(row, { maxLength: 4 }), mutated({ code: 0, has_more: false, message: '' }, [], CODE_PLACES))
          .map(([rows, envelope]) => withField(envelope, 'Data', rows)),
      },
      { weight: 1, arbitrary: errorReply },
      { weight: 1, arbitrary: hostileJson },
    ),
  )
const refundReply = replyOf(
  fc.oneof(
    {
      weight: 3,
      arbitrary: mutated(
        { object_name: 'transaction_reversed_request', code: 0, message: 'Başarılı İşlem' },
        [],
        [...CODE_PLACES, 'is_succeed'],
      ),
    },
    { weight: 2, arbitrary: errorReply },
  ),
)

export function replyTargets(): Target[] {
  return [
    target({
      name: 'a request for a refund is taken, refused or unread only when the answer says nothing else',
      weight: 4,
      input: refundReply,
      portion: 5_000,
      check: (reply) => {
        const { kind } = classifyRefund(reply)
        must((kind === 'not-sent') === (reply.kind === 'not-sent'), 'not sent, or it was')
        must(kind !== 'accepted' || mayBeTakenBack(reply), 'taken without a yes')
        must((kind !== 'refused' && kind !== 'door') || mayBeUndone(reply), 'undone, though it may be done')
      },
    }),
    target({
      name: 'what went back of a sale is what its own rows say, and nothing of another sale',
      weight: 4,
      input: fc.record({ detail: listOf(booked), list: listOf(listed), isNumbered: fc.boolean() }),
      portion: 5_000,
      check: ({ detail, list, isNumbered }) => {
        const sale = isNumbered ? SALE : { ...SALE, xactNumber: null }
        const shown = classifySale(detail, sale)
        if (shown.kind === 'shown') {
          const rows = backOf(detail, sale)
          must(shown.reversals.length <= rows.length, 'more went back than there are rows of')
          must(
            areSums(
              shown.reversals.map(({ amountKurus }) => amountKurus),
              rows,
            ),
            'another sum than the rows say',
          )
        }
        const page = classifyReversals(list)
        if (page.kind !== 'page') return
        const found = reversalsOf(sale, page.reversals)
        const ours = namingSale(list, sale)
        const naming = ours.filter(mayBeBack)
        must(isUndecided(sale, page.reversals) === ours.some(isOpenRow), 'what is open counts as told, or the other way round')
        must(found.length <= naming.length && page.reversals.length <= page.rows, 'more went back than there are rows of')
        must(
          areSums(
            found.map(({ amountKurus }) => amountKurus),
            naming,
          ),
          'another sum than the rows say',
        )
      },
    }),
    target({
      name: 'a charge is a success only when all of it is as expected, and a decline only when nothing can have been taken',
      weight: 6,
      input: fc.record({ reply: chargeReply, expected: ofAPlan, isFirst: fc.boolean() }),
      portion: 5_000,
      check: ({ reply, expected, isFirst }) => {
        const meaning = classifyCharge(reply, expected, isFirst)
        const { kind } = meaning
        must(kind !== 'success' || mayBeSuccess(reply, expected), 'success without its conditions')
        must(
          kind !== 'success' || (meaning.isShort === true) === isShort(reply, expected),
          'less was drawn than was shown and nobody is told, or somebody for nothing',
        )
        must(kind !== 'decline' || (isFirst && mayBeDecline(reply)), 'a decline that may be a success')
        must((kind === 'not-sent') === (reply.kind === 'not-sent'), 'not sent, or it was')
        must(!saysYes(reply) || kind === 'success' || kind === 'mismatch', 'a yes that is read as something else')
        must(!isFirst || !mustBeDecline(reply) || kind === 'decline', 'a plain no that locks the order')
      },
    }),
    target({
      name: 'a check says taken, refused or none only when its rows do',
      weight: 4,
      input: fc.record({ reply: checkReply, expected: ofAPlan }),
      portion: 5_000,
      check: ({ reply, expected }) => {
        const meaning = classifyCheck(reply, expected)
        const { kind } = meaning
        must(kind !== 'taken' || mayBeTaken(reply, expected), 'taken without a row that says so')
        must(
          kind !== 'taken' || (meaning.isShort === true) === areShort(reply, expected),
          'less was drawn than was shown and nobody is told, or somebody for nothing',
        )
        must(kind !== 'none' || mayBeNone(reply), 'none beside a row that may be ours')
        must(kind !== 'refused' || mayBeRefused(reply, expected), 'refused without a row that says so')
        must(
          !showsMoney(reply, expected) || ['taken', 'other-amount', 'other-plan', 'several', 'reversed', 'unclear'].includes(kind),
          'money of ours that is passed over',
        )
      },
    }),
    target({
      name: 'a page of the list passes no money over, and shows none as taken that is not',
      weight: 3,
      input: checkReply,
      portion: 5_000,
      check: (reply) => {
        const page = classifySales(reply)
        if (page.kind === 'unavailable') return
        const { plain, doubtful } = moneyOn(reply)
        const those = (...outcomes: string[]) => page.sales.filter(({ outcome }) => outcomes.includes(outcome)).length
        must(those('succeeded') === plain, 'another number of successes than the rows have')
        must(those('reversed', 'unclear') === doubtful, 'money that went back, or may have come, is passed over')
        must(page.rows > 0 || page.sales.length === 0, 'sales without a row')
        must(
          page.sales.every(({ references }) => references.every((name) => name.trim() !== '')),
          'a name that is none',
        )
      },
    }),
    target({
      name: 'the plans of a card are those whose every rule holds, to the kuruş, and no others',
      weight: 4,
      input: fc.record({
        reply: ratioReply,
        feePayer: fc.constantFrom('merchant' as const, 'shopper' as const),
        most: fc.constantFrom(2, 4, 12, 36),
        leastMonthlyKurus: fc.constantFrom(null, 1, 150_000),
      }),
      portion: 5_000,
      check: ({ reply, feePayer, most, leastMonthlyKurus }) => {
        const { cashKurus } = sampleExpected
        const { offer } = classifyRatio(reply, { cashKurus, feePayer }, { most, leastMonthlyKurus })
        const read = plansOf(reply, { cashKurus, feePayer, most, leastMonthlyKurus })
        must((offer.kind === 'untold') === (read === null), 'told where nothing is, or not where it is')
        must((offer.kind === 'none' && offer.because === 'debit') === (read === 'debit'), 'another kind of card')
        const inWords = (plans: Array<{ instalments: number; totalKurus: number; monthlyKurus: number }>) =>
          plans
            .map((plan) => `${plan.instalments}.${plan.totalKurus}.${plan.monthlyKurus}`)
            .sort()
            .join()
        must(
          inWords(offer.kind === 'plans' ? offer.plans : []) === inWords(Array.isArray(read) ? read : []),
          'other plans than the rows make',
        )
      },
    }),
    target({
      name: 'a 3D session is opened only with a pair, and refusals are told from faults',
      weight: 2,
      input: replyOf(fc.oneof({ weight: 5, arbitrary: mutated(sampleInitial, [], CODE_PLACES) }, { weight: 2, arbitrary: errorReply })),
      portion: 5_000,
      check: (reply) => {
        const meaning = classifyInitial(reply)
        const { json, status: code } = reply.kind === 'answered' ? reply : { json: null, status: 0 }
        const body = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>
        must(
          meaning.kind !== 'opened' ||
            (code === 200 &&
              [0, 100].includes(codeOf(reply) ?? -1) &&
              body.session_id === meaning.sessionId &&
              body.token_id === meaning.tokenId &&
              meaning.sessionId !== '' &&
              meaning.tokenId !== ''),
          'opened without a pair',
        )
        must(refusesUs(reply) === isAboutUs(reply), 'told as somebody’s mistake, or as ours')
        must((meaning.kind === 'refuses-us') === isAboutUs(reply), 'a shopper is asked for what only we can mend')
      },
    }),
    target({
      name: 'nobody is sent to a host that is not Paynet’s, and what is handed over is bounded',
      weight: 4,
      input: fc.record({ challenge, paynet: fc.constantFrom(PAYNET, LOOPBACK) }),
      portion: 1_000,
      check: ({ challenge: given, paynet }) => {
        const page = readChallengePage(given, paynet)
        if (!page) return
        must(isOurHost(page.kind === 'form' ? page.action : page.url, paynet), 'sent to a foreign host')
        const size =
          page.kind === 'link' ? page.url.length : page.fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
        must(size <= MOST_HANDED_OVER, `${size} characters are handed over`)
      },
    }),
    target({
      name: 'a reply about cards is never believed to have changed what it does not say, nor shows a number',
      weight: 3,
      input: fc.record({
        reply: replyOf(
          fc.oneof(
            { weight: 4, arbitrary: mutated(sampleCardSave, ['4555088888888053', '455508**8053']) },
            { weight: 1, arbitrary: errorReply },
          ),
        ),
        list: replyOf(
          fc.record(
            {
              code: fc.constant(0),
              total: fc.constantFrom<unknown>(0, 3, '3', null),
              has_more: fc.constantFrom<unknown>(false, false, 'false', 0, true, 'true', 1, '1', null, '', 'evet', 2, {}),
              Data: fc.array(mutated(sampleCardRow, ['4555088888888053', sampleCardSave.card_owner_id]), { maxLength: 3 }),
            },
            { requiredKeys: ['code', 'Data'] },
          ),
        ),
      }),
      portion: 5_000,
      check: ({ reply, list }) => {
        const change = classifyChange(reply)
        must(change.kind !== 'done' || (reply.kind === 'answered' && reply.status === 200), 'done without an answer')
        must(
          change.kind !== 'refused' || (reply.kind === 'answered' && reply.status < 500 && ![0, 8, 10, 100].includes(change.code ?? -1)),
          'refused, though it may be done',
        )
        const saved = classifySave(reply)
        must(saved.kind !== 'done' || (saved.cardOwnerId !== '' && saved.card.cardHash !== ''), 'saved without a name')
        const page = classifyList(list, sampleCardSave.card_owner_id)
        must(page.kind !== 'page' || mayBeFirstPage(list, page), 'part of a list that is taken for the whole')
        const cards = [...(saved.kind === 'done' ? [saved.card] : []), ...(page.kind === 'page' ? page.cards : [])]
        must(
          cards.every(({ mask }) => mask === null || /^\d{6}\*{6}\d{4}$/.test(mask)),
          'more of a number than its mask',
        )
        must(
          cards.every(({ expiry }) => expiry === null || (isAmong(expiry.month, 1, 12) && isAmong(expiry.year, 2000, 2099))),
          'an expiry that is none',
        )
        const until = readOtpExpiry(reply)
        must(until === null || !Number.isNaN(until.getTime()), 'a time that is none')
      },
    }),
    target({
      name: 'a reply about an application is received only with an id, and links lead to Paynet alone',
      weight: 3,
      input: fc.record({
        reply: replyOf(
          fc.oneof(
            {
              weight: 4,
              arbitrary: mutated({ form_id: 17, form_link: 'odeme.paynet.com.tr/basvuru/17', code: 0, message: 'Başarılı İşlem' }),
            },
            { weight: 1, arbitrary: errorReply },
          ),
        ),
        list: replyOf(
          fc
            .array(
              mutated({ form_id: 17, status: 3, doctype_id: '4', doctype_desc: 'Vergi levhası', formtype_id: 3, is_required: true }, [
                'x'.repeat(500),
              ]),
              { maxLength: 60 },
            )
            .map((Data) => ({ code: 0, Data })),
        ),
        link: url,
        isFirst: fc.boolean(),
      }),
      portion: 2_000,
      check: ({ reply, list, link, isFirst }) => {
        const meaning = classifyApplication(reply, isFirst)
        must(
          meaning.kind !== 'received' || (reply.kind === 'answered' && reply.status === 200 && /^[\w-]{1,40}$/.test(meaning.formId)),
          'received without an id',
        )
        must(meaning.kind !== 'already' || !isFirst, 'already there at the first send')
        for (const text of [link, meaning.kind === 'received' ? meaning.formLink : null]) {
          const read = text === null ? null : readFormLink(text, PAYNET)
          must(read === null || (isOurHost(onUsualPort(read), PAYNET) && read.length <= 2_000), 'a link to a foreign host')
        }
        const types = classifyDocumentTypes(list, 3) ?? []
        must(
          types.length <= 50 && types.every(({ id, name }) => /^[\w-]{1,40}$/.test(id) && name.length <= 80 && !/\p{Cc}/u.test(name)),
          'a document type without bounds',
        )
        classifyStatus(list, '17')
      },
    }),
  ]
}

/** A link that is only followed may lead to any port of Paynet's. */
function onUsualPort(link: string): string {
  const url = new URL(link)
  url.port = ''
  return url.href
}
