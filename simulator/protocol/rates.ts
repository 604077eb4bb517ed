import { type BankId, bankNames } from './banks'
import type { CardKind } from './test-cards'

/**
 * The merchant's rates, made up. Paynet's commission is a fraction of the amount that depends on the bank and the
 * number of instalments, and a tax of a fifth on it, as in the published sample of check_bin: 10.00 becomes 10.24.
 */

const commissionTax = 0.2

/** `single` and `each` in ten-thousandths: of a single payment, and what each instalment adds; `counts`: what its cards may split into. */
type Programme = { single: number; each: number; counts: readonly number[] }

const programmes: Record<BankId, Programme> = {
  ADVT: { single: 219, each: 145, counts: [3, 6, 9] },
  AXSS: { single: 200, each: 135, counts: [2, 3, 6, 9, 12] },
  BONS: { single: 205, each: 138, counts: [2, 3, 4, 5, 6, 9] },
  DENZ: { single: 215, each: 142, counts: [3, 6, 9] },
  FINS: { single: 210, each: 140, counts: [2, 3, 6, 9] },
  KVYT: { single: 225, each: 150, counts: [3, 6, 9] },
  MAXM: { single: 199, each: 134, counts: [2, 3, 4, 6, 8, 10, 12] },
  ODEA: { single: 235, each: 155, counts: [3, 6] },
  PARF: { single: 209, each: 139, counts: [3, 6, 9, 12] },
  VAKF: { single: 195, each: 132, counts: [2, 3, 6] },
  WRLD: { single: 203, each: 137, counts: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] },
  ZDGR: { single: 249, each: 0, counts: [] },
  ZRTB: { single: 190, each: 130, counts: [3, 6, 9, 12] },
}

/** A commercial card may split into more. */
const commercialCount = 18

/** What a ratio_code multiplies the rates by. Without one, the table that is marked default counts. */
const ratioTables = { '': 1, KASIM: 0.5, 'PESIN-FIYATINA': 0 } as const

export type RatioCode = keyof typeof ratioTables

/** The codes of the tables that the merchant has defined. */
export const ratioCodes = Object.keys(ratioTables).filter((code) => code !== '')

export function isRatioCode(code: string): code is RatioCode {
  return code in ratioTables
}

/** What a payment costs, in kuruş; the ratio is a fraction. */
export type Price = { ratio: number; commissionKurus: number; taxKurus: number; drawnKurus: number; netKurus: number }

/** `risenKurus`: what the plan costs more than by the table, since Paynet's prices have moved. */
export type Plan = { bankId: string; instalment: number; ratioCode: RatioCode; addsCommission: boolean; risenKurus: number }

/** What is drawn from the card for an amount, and what the merchant gets of it. */
export function priceOf(amountKurus: number, { bankId, instalment, ratioCode, addsCommission, risenKurus }: Plan): Price {
  const isSplit = instalment > 1
  const { single, each } = programmes[bankId as BankId] ?? programmes.ZDGR
  const ratio = Math.round((single + each * (isSplit ? instalment : 0)) * ratioTables[ratioCode]) / 10_000
  const ownCommissionKurus = Math.round(amountKurus * ratio)
  const taxKurus = Math.round(ownCommissionKurus * commissionTax)
  const commissionKurus = ownCommissionKurus + (isSplit ? risenKurus : 0)
  const costKurus = commissionKurus + taxKurus
  return {
    ratio,
    commissionKurus,
    taxKurus,
    drawnKurus: addsCommission ? amountKurus + costKurus : amountKurus,
    netKurus: addsCommission ? amountKurus : amountKurus - costKurus,
  }
}

/** The plans of a card beside a single payment: none with debit cards, with foreign ones, and with those of banks without a programme. */
export function countsOf({ bankId, cardType }: CardKind): readonly number[] {
  const { counts } = programmes[bankId]
  if (cardType === 'dc' || counts.length === 0) return []
  return cardType === 'bc' ? [...counts, commercialCount] : counts
}

export const allBankIds = Object.keys(bankNames) as BankId[]
