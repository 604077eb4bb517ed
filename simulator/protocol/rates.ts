import { type BankId, bankNames } from './banks'
import { magicCards, publishedCards } from './test-cards'

/**
 * The merchant's rates, made up. Paynet's commission is a fraction of the amount that depends on the bank and the
 * number of instalments, and a tax of a fifth on it, as in the published sample of check_bin: 10.00 becomes 10.24.
 */

/** A card's kind: personal, commercial, debit. */
export type CardType = 'cc' | 'bc' | 'dc'

const commissionTax = 0.2

/** In ten-thousandths: of a single payment, and what each instalment adds. */
const bankRates = {
  ADVT: [219, 145],
  AXSS: [200, 135],
  BONS: [205, 138],
  DENZ: [215, 142],
  FINS: [210, 140],
  KVYT: [225, 150],
  MAXM: [199, 134],
  ODEA: [235, 155],
  PARF: [209, 139],
  VAKF: [195, 132],
  WRLD: [203, 137],
  ZDGR: [249, 0],
  ZRTB: [190, 130],
} as const satisfies Record<BankId, readonly [single: number, each: number]>

/** What a ratio_code multiplies the rates by. Without one, the table that is marked default counts. */
const ratioTables = { '': 1, KASIM: 0.5, 'PESIN-FIYATINA': 0 } as const

export type RatioCode = keyof typeof ratioTables

/** The codes of the tables that the merchant has defined. */
export const ratioCodes = Object.keys(ratioTables).filter((code) => code !== '')

export function isRatioCode(code: string): code is RatioCode {
  return code in ratioTables
}

/** 0 is a single payment. */
export const offeredInstalments = [0, 2, 3, 6, 9, 12] as const

/** What a payment costs, in kuruş; the ratio is a fraction. */
export type Price = { ratio: number; commissionKurus: number; taxKurus: number; drawnKurus: number; netKurus: number }

export type Plan = { bankId: string; instalment: number; ratioCode: RatioCode; addsCommission: boolean }

/** What is drawn from the card for an amount, and what the merchant gets of it. */
export function priceOf(amountKurus: number, { bankId, instalment, ratioCode, addsCommission }: Plan): Price {
  const [single, each] = bankRates[bankId as BankId] ?? bankRates.ZDGR
  const ratio = Math.round((single + each * (instalment > 1 ? instalment : 0)) * ratioTables[ratioCode]) / 10_000
  const commissionKurus = Math.round(amountKurus * ratio)
  const taxKurus = Math.round(commissionKurus * commissionTax)
  const costKurus = commissionKurus + taxKurus
  return {
    ratio,
    commissionKurus,
    taxKurus,
    drawnKurus: addsCommission ? amountKurus + costKurus : amountKurus,
    netKurus: addsCommission ? amountKurus : amountKurus - costKurus,
  }
}

const cardTypes: Record<string, CardType> = { '518896': 'bc', '979239': 'dc', '979207': 'dc' }

/** A card's bank and kind by its first six digits; an unknown one is another bank's. */
export function findBin(bin: string): { bankId: BankId; cardType: CardType } {
  const known = [...publishedCards, ...magicCards].find(({ pan }) => pan.startsWith(bin))
  return { bankId: known?.bankId ?? 'ZDGR', cardType: cardTypes[bin] ?? 'cc' }
}

/** Only one payment with debit cards, and with those of banks that have no programme of their own. */
export function instalmentsOf(bankId: BankId, cardType: CardType): readonly number[] {
  return cardType === 'dc' || bankRates[bankId][1] === 0 ? [0] : offeredInstalments
}

export const allBankIds = Object.keys(bankNames) as BankId[]
