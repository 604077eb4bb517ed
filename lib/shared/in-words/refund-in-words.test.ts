import { describe, expect, test } from 'vitest'
import { messagesFor } from '@/lib/shared/messages'
import { RESERVING_REFUND, type RefundStatus, type RefundView } from '@/lib/shared/payments/refund'
import { refundInWords, refundsInGeneral } from './refund-in-words'

const at = new Date('2026-11-28T10:00:00Z')
const [tr, en] = [messagesFor('tr').result, messagesFor('en').result]

function refund(status: RefundStatus, more: Partial<RefundView> = {}): RefundView {
  return { id: 'r', status, amountKurus: 5_000, isCancel: false, plannedFor: null, createdAt: at, settledAt: null, ...more }
}

const spoken = (said: ReturnType<typeof refundInWords>) => said && [said.how, said.of, said.next].filter((part) => part !== null).join(' ')
const said = (view: RefundView) => spoken(refundInWords(view, 'tr', tr)) ?? ''

test.each([
  [refund('accepted'), 'İade talebi alındı (50,00 ₺). Bankanız kartınıza birkaç iş gününde yansıtır.'],
  [refund('refunded'), '50,00 ₺ iade edildi'],
  [refund('refunded', { isCancel: true }), 'Tahsilat iptal edildi; ekstrenize yansımayabilir.'],
  [
    refund('planned', { plannedFor: new Date('2026-11-28T21:45:00Z') }),
    'İade istendi (50,00 ₺). Talep 29 Kasım 2026 tarihinde bankaya iletilecek.',
  ],
  [refund('planned'), 'İade istendi (50,00 ₺). Talep bankaya iletilmeyi bekliyor.'],
  [refund('sending'), 'İade istendi (50,00 ₺). Talebin sonucu kontrol ediliyor.'],
  [refund('unknown'), 'İade istendi (50,00 ₺). Talebin sonucu kontrol ediliyor.'],
])('$0.status reads as it was decided', (view, sentence) => {
  expect(said(view)).toBe(sentence)
})

describe.each([...RESERVING_REFUND])('%s', (status) => {
  test('is called given back or cancelled only where Paynet’s books show it', () => {
    for (const isCancel of [false, true]) {
      expect(/iade edildi|iptal edildi/.test(said(refund(status, { isCancel }))), String(isCancel)).toBe(status === 'refunded')
    }
  })

  test('says of no money that was taken that it was not', () => {
    for (const isCancel of [false, true]) expect(said(refund(status, { isCancel }))).not.toMatch(/alınmadı|çekilmedi/)
  })

  test('tells no amount where none may be told, and says all else the same', () => {
    for (const isCancel of [false, true]) {
      const untold = said(refund(status, { amountKurus: null, isCancel }))
      expect(untold).not.toMatch(/₺|\d|\(|null/)
      expect(untold.toLocaleLowerCase('tr')).toBe(
        said(refund(status, { isCancel }))
          .replace(/ ?\(?50,00 ₺\)?/, '')
          // Without a sum, "refunded" would be read as all of it.
          .replace('iade edildi', 'iade yapıldı')
          .trim()
          .toLocaleLowerCase('tr'),
      )
    }
  })

  test('is told in English just as fully', () => {
    const view = refund(status, { plannedFor: at })
    const [turkish, english] = [refundInWords(view, 'tr', tr), refundInWords(view, 'en', en)]
    expect([english?.of === null, english?.next === null]).toEqual([turkish?.of === null, turkish?.next === null])
    expect(spoken(english)).toContain('₺50.00')
  })
})

test('only what was accepted is said to reach the card, and nothing is promised of a request that may not have arrived', () => {
  const promises = RESERVING_REFUND.filter((status) => /yansıtır/.test(said(refund(status))))
  expect(promises).toEqual(['accepted'])
})

test('what came to nothing is not told', () => {
  for (const status of ['refused', 'withdrawn', 'not_sent'] as const) expect(refundInWords(refund(status), 'tr', tr)).toBeNull()
})

test('instalments are told in general, where the payment is by a plan and something goes back to the card', () => {
  const plan = { instalments: 6, monthlyKurus: null, feeKurus: 0 }
  const general = (refunds: RefundView[], by: typeof plan | null) => refundsInGeneral({ plan: by, refunds }, tr)
  expect(general([refund('accepted')], plan)).toEqual([tr.refunds.byInstalments])
  expect(general([refund('accepted'), refund('refunded')], plan)).toEqual([tr.refunds.reaches, tr.refunds.byInstalments])
  expect(general([refund('refunded')], null)).toEqual([tr.refunds.reaches])
  expect(general([refund('refunded', { isCancel: true })], plan), 'a cancelled charge').toEqual([])
  expect(general([refund('accepted')], { ...plan, instalments: 1 })).toEqual([])
})
