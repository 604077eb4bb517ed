import { expect, test } from 'vitest'
import { messagesFor } from '@/lib/shared/messages'
import { changeInWords, type Offered, plansInWords } from './plans-in-words'

const plan = (instalments: number, totalKurus: number, monthlyKurus: number, extraInstalments: number | null = null) => ({
  instalments,
  totalKurus,
  monthlyKurus,
  extraInstalments,
})
const offer: Offered = { kind: 'plans', cardType: 'cc', cardBank: 'AXSS', plans: [plan(3, 120_000, 40_000), plan(6, 129_240, 21_540, 2)] }
const view = (offered: Offered, locale: 'tr' | 'en' = 'tr') =>
  plansInWords(offered, { amountKurus: 120_000, bank: 'Axess' }, locale, messagesFor(locale))

test('each plan says its months, monthly amount, total and difference, and the button what is paid', () => {
  const { rows, note } = view(offer)
  expect(rows.map(({ value }) => value)).toEqual(['1.120000.120000', '3.120000.40000', '6.129240.21540'])
  expect(rows.map(({ said }) => said)).toEqual([
    'Tek çekim, 1.200,00 ₺',
    '3 taksit, aylık 400,00 ₺, toplam 1.200,00 ₺, vade farksız',
    '6 taksit, aylık 215,40 ₺, toplam 1.292,40 ₺, vade farkı 92,40 ₺, bankanızın kampanyası: +2 taksit',
  ])
  expect(rows.map(({ pay }) => pay)).toEqual(['1.200,00 ₺ öde', '3 × 400,00 ₺ = 1.200,00 ₺ öde', '6 × 215,40 ₺ = 1.292,40 ₺ öde'])
  expect(note).toBe('Axess kartınız için 2 taksit seçeneği var.')
  expect(view(offer, 'en').rows[2]).toMatchObject({
    label: '6 instalments',
    pay: 'Pay 6 × ₺215.40 = ₺1,292.40',
    said: '6 instalments, monthly ₺215.40, total ₺1,292.40, instalment difference ₺92.40, your bank’s campaign: +2 instalments',
  })
})

test('whatever is known of plans, the single payment comes first, and the reason stands beside it when it is alone', () => {
  const kinds: Offered[] = [
    { kind: 'untold' },
    { kind: 'late' },
    { kind: 'unasked' },
    { kind: 'too-often', retryAfterSeconds: 90 },
    ...(['debit', 'no-offer', 'order', 'amount'] as const).map((because) => ({ kind: 'none' as const, because })),
  ]
  for (const locale of ['tr', 'en'] as const) {
    const notes = kinds.map((kind) => {
      const { rows, note } = view(kind, locale)
      expect(rows.map(({ count }) => count)).toEqual([1])
      return note
    })
    // A card that nobody was told of reads the same, late or not at all.
    expect(new Set(notes).size).toBe(kinds.length - 1)
    expect(notes).not.toContain('')
  }
})

test('what changed of a plan is said by its monthly amount, or by its total where that stayed', () => {
  const words = messagesFor('tr')
  expect(changeInWords(plan(6, 129_240, 21_540), plan(6, 129_660, 21_610), 'tr', words)).toContain(
    '6 taksit 215,40\u00a0₺ idi, şimdi 216,10\u00a0₺.',
  )
  expect(changeInWords(plan(6, 129_240, 21_540), plan(6, 129_241, 21_540), 'tr', words)).toContain(
    '6 taksit toplamı 1.292,40\u00a0₺ idi, şimdi 1.292,41\u00a0₺.',
  )
})
