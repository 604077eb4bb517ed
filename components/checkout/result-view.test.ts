import { describe, expect, test } from 'vitest'
import { messagesFor } from '@/lib/shared/messages'
import { DECLINE_REASONS, PAYMENT_STATUSES, type PaymentStatus, type PaymentView } from '@/lib/shared/payments/payment-states'
import type { RefundView } from '@/lib/shared/payments/refund'
import { resultView } from './result-view'

const NEGATIVE: PaymentStatus[] = ['declined', 'failed', 'expired', 'superseded', 'not_charged']
const words = messagesFor('tr').result

function payment(status: PaymentStatus, more: Partial<PaymentView> = {}): PaymentView {
  const at = new Date('2026-11-21T10:00:00Z')
  return {
    id: 'p',
    status,
    referenceNo: 'R-1',
    amountKurus: 100,
    drawnKurus: 100,
    reason: null,
    bankMessage: null,
    card: null,
    bank: null,
    authorizationCode: null,
    plan: null,
    savedCardId: 'c',
    bankStep: 'open',
    resumed: null,
    account: null,
    saveOutcome: null,
    isInDoubt: false,
    refusals: 0,
    isJustPaid: false,
    refunded: false,
    refundedKurus: 0,
    refunds: [],
    createdAt: at,
    settledAt: at,
    ...more,
  }
}

const said = (view: ReturnType<typeof resultView>) => [view.heading, view.lead, ...view.next].join(' ')

describe.each([...PAYMENT_STATUSES])('%s', (status) => {
  const view = resultView(payment(status), 'open', words)

  test('says "not charged" only when no money can have moved', () => {
    expect(/ücret alınmadı/.test(said(view))).toBe(NEGATIVE.includes(status))
  })

  test('never says "not charged" once money was given back', () => {
    expect(said(resultView(payment(status, { refunded: true }), 'open', words))).not.toMatch(/alınmadı/)
  })

  test('offers no second try on an order that has ended', () => {
    for (const order of ['paid', 'review', 'cancelled', 'expired'] as const) {
      expect(resultView(payment(status), order, words).ways).toEqual([])
    }
  })
})

test.each(['charging', 'unknown', 'review'] as const)('%s says: do not pay again, and offers no way to', (status) => {
  const view = resultView(payment(status), 'open', words)
  expect(view.lead).toBe(words.doNotPayAgain)
  expect(view.ways).toEqual([])
})

test('visitors other than the payer are offered no way to the bank and are told where the payment waits', () => {
  const [payer, other] = [payment('awaiting_3ds'), payment('awaiting_3ds', { id: null })].map((seen) => resultView(seen, 'open', words))
  expect([payer?.ways, payer?.lead]).toEqual([['bank', 'other-card'], words.awaitingText])
  expect([other?.ways, other?.lead]).toEqual([['same-card', 'other-card'], words.awaitingElsewhere])
})

test('no way leads to a bank’s page that is over, and only whoever came back from it is told that nothing was charged', () => {
  const [long, left, elsewhere] = [
    { bankStep: 'long' as const },
    { bankStep: 'left' as const },
    { bankStep: 'left' as const, id: null, savedCardId: null },
  ].map((seen) => resultView(payment('awaiting_3ds', seen), 'open', words))
  expect([long?.ways, long?.lead]).toEqual([['same-card', 'other-card'], words.awaitingLong])
  expect([left?.ways, left?.lead]).toEqual([['same-card', 'other-card'], words.nothingTaken])
  expect([elsewhere?.ways, elsewhere?.lead]).toEqual([['retry'], words.nothingTaken])
  expect(left?.next.join(' '), 'as long as nobody confirms it after all').toContain('onaylamadığınız sürece ücret alınmaz')
  expect([long?.mayBeOutrun, left?.mayBeOutrun, elsewhere?.mayBeOutrun]).toEqual([false, true, true])
  for (const bankStep of ['open', 'long'] as const) {
    expect(said(resultView(payment('awaiting_3ds', { bankStep }), 'open', words))).not.toMatch(/alınmadı/)
  }
})

test('without a saved card there is one way to pay again, whatever the reason', () => {
  for (const reason of DECLINE_REASONS) {
    for (const refusals of [1, 3]) {
      const view = resultView(payment('declined', { reason, refusals, savedCardId: null }), 'open', words)
      expect(view.ways, reason).toEqual(reason === 'shop-side' ? ['shop', 'retry'] : ['retry'])
    }
  }
  expect(resultView(payment('awaiting_3ds', { savedCardId: null }), 'open', words).ways).toEqual(['bank', 'retry'])
})

test('the page asks again exactly while the outcome arrives automatically', () => {
  const pending = PAYMENT_STATUSES.filter((status) => resultView(payment(status), 'open', words).isPending)
  expect(pending).toEqual(['created', 'charging', 'unknown'])
})

test('every reason for a refusal is given and leads on', () => {
  for (const reason of DECLINE_REASONS) {
    const view = resultView(payment('declined', { reason }), 'open', words)
    expect(view.lead).toBe(`${words.reasons[reason].why} ${words.nothingTaken}`)
    expect(view.next).toEqual([words.reasons[reason].next])
    expect(view.ways).not.toEqual([])
  }
})

test('a card that cannot pay is not proposed first', () => {
  expect(resultView(payment('declined', { reason: 'insufficient-funds' }), 'open', words).ways[0]).toBe('other-card')
})

test('a decline in doubt says neither that money moved nor that none did, offers nothing yet, and asks again', () => {
  const view = resultView(payment('declined', { reason: 'try-later', isInDoubt: true }), 'open', words)
  expect(said(view)).not.toMatch(/alınmadı|onaylanmadı/)
  expect(view).toMatchObject({ heading: words.inDoubt, ways: [], isPending: true })
})

test('after three refusals of a card another one comes first, unless the shop is to blame', () => {
  for (const reason of DECLINE_REASONS) {
    const view = resultView(payment('declined', { reason, refusals: 3 }), 'open', words)
    expect(view.ways[0], reason).toBe(reason === 'shop-side' ? 'shop' : 'other-card')
    expect(view.next.includes(words.refusedOften), reason).toBe(reason !== 'shop-side')
  }
})

test('a card that cannot pay at all is not proposed again', () => {
  for (const reason of ['card-expired', 'card-not-usable', 'foreign-card'] as const) {
    expect(resultView(payment('declined', { reason }), 'open', words).ways, reason).toEqual(['other-card'])
  }
})

test('after three refusals, too, no way is offered that the reason rules out, and none that it names is missing', () => {
  for (const reason of DECLINE_REASONS) {
    const [once, often] = [1, 3].map((refusals) => resultView(payment('declined', { reason, refusals }), 'open', words).ways.toSorted())
    expect(often, reason).toEqual(once)
  }
})

describe('a payment of which all was given back', () => {
  const refund: RefundView = {
    id: 'r',
    status: 'refunded',
    amountKurus: 100,
    isCancel: false,
    plannedFor: null,
    createdAt: new Date(),
    settledAt: new Date(),
  }
  const plan = { instalments: 6, monthlyKurus: null, feeKurus: 0 }
  const back = (more: Partial<PaymentView>) => resultView(payment('succeeded', { refunded: true, ...more }), 'paid', words)

  test('says so first, and that it may take days, unless the charge was cancelled on its day', () => {
    expect(back({ refunds: [refund] })).toMatchObject({ heading: words.refunded, lead: words.refundedText, next: [], ways: [] })
    expect(back({ refunds: [{ ...refund, isCancel: true }] })).toMatchObject({
      heading: words.refunded,
      lead: 'Tahsilat iptal edildi; ekstrenize yansımayabilir.',
    })
  })

  test('says of a plan in general how banks give it back', () => {
    expect(back({ refunds: [refund], plan }).next).toEqual([words.refunds.byInstalments])
    expect(back({ refunds: [{ ...refund, isCancel: true }], plan }).next).toEqual([])
  })

  test('a refund that is under way leaves the payment what it is', () => {
    const view = resultView(payment('succeeded', { refunds: [{ ...refund, status: 'accepted' }] }), 'paid', words)
    expect(view).toMatchObject({ heading: words.succeeded, isReceipt: true })
  })

  test('a review whose money is being given back no longer promises the order', () => {
    const view = resultView(payment('review', { refunds: [{ ...refund, status: 'unknown' }] }), 'review', words)
    expect(view).toMatchObject({ heading: words.review, lead: words.doNotPayAgain, next: [] })
  })
})

test('a payment that is carried on elsewhere is followed, and can be gone on with here; where it is carried on, the page says how to start over', () => {
  const at = (more: Partial<PaymentView>) => resultView(payment('awaiting_3ds', { savedCardId: null, ...more }), 'open', words)
  const elsewhere = at({ resumed: 'elsewhere' })
  expect(elsewhere).toMatchObject({ heading: words.onPhone, isPending: true, ways: ['bank', 'retry'] })
  expect(at({ resumed: 'elsewhere', id: null })).toMatchObject({ heading: words.onPhone, isPending: true, ways: ['retry'] })
  expect(at({ resumed: 'elsewhere', bankStep: 'left' })).toMatchObject({ heading: words.leftBank, isPending: false })
  expect(at({ resumed: 'here' })).toMatchObject({ isPending: false, next: [words.onPhoneHere], ways: ['bank', 'retry'] })
  expect(said(elsewhere)).not.toMatch(/alınmadı/)
})
