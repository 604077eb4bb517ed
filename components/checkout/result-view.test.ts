import { describe, expect, test } from 'vitest'
import { messagesFor } from '@/lib/shared/messages'
import { DECLINE_REASONS, PAYMENT_STATUSES, type PaymentStatus, type PaymentView } from '@/lib/shared/payments/payment-states'
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
    reason: null,
    bankMessage: null,
    card: null,
    bank: null,
    authorizationCode: null,
    instalments: null,
    saveOutcome: null,
    refunded: false,
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
  expect([other?.ways, other?.lead]).toEqual([['other-card'], words.awaitingElsewhere])
})

test('the page asks again exactly while the outcome arrives automatically', () => {
  const pending = PAYMENT_STATUSES.filter((status) => resultView(payment(status), 'open', words).isPending)
  expect(pending).toEqual(['created', 'charging', 'unknown'])
})

test('every reason for a refusal is given and leads on', () => {
  for (const reason of DECLINE_REASONS) {
    const view = resultView(payment('declined', { reason }), 'open', words)
    expect(view.lead).toContain(words.reasons[reason])
    expect([...view.ways].sort()).toEqual(['other-card', 'same-card'])
  }
})

test('a card that cannot pay is not proposed first', () => {
  expect(resultView(payment('declined', { reason: 'insufficient-funds' }), 'open', words).ways[0]).toBe('other-card')
})
