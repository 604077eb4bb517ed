import 'server-only'
import type { DeclineReason } from '@/lib/shared/payments/payment-states'
import { CODE } from './wire'

/**
 * What banks and Paynet mean by their codes, as data. A reason comes from a code, never from a text. Banks share ISO
 * 8583's two digits; PosNet, Vakıfbank and iyzico have longer ones of their own. Pure.
 */

type Row = {
  reason: DeclineReason
  /** The reason where the payment was to be made in instalments: then the plan is suspected first. */
  ofPlan?: DeclineReason
  /** The bank did not answer for sure: a success may show later. */
  isDoubtful?: true
  /** Lost, stolen, to be picked up, or suspected: a thief must not learn that the bank knows. */
  isHidden?: true
}

/** "Approved", "duplicate", "already paid": an answer that contradicts the "no" beside it. */
const CONTRADICTION = 'contradiction'

const askBank: Row = { reason: 'ask-bank' }
const hidden: Row = { reason: 'ask-bank', isHidden: true }
const tryLater: Row = { reason: 'try-later' }
const tryLaterInDoubt: Row = { reason: 'try-later', isDoubtful: true }
const unreachableInDoubt: Row = { reason: 'bank-unreachable', isDoubtful: true }
const shopSide: Row = { reason: 'shop-side' }
const cardData: Row = { reason: 'card-data' }
const cardNotUsable: Row = { reason: 'card-not-usable' }
const limitReached: Row = { reason: 'limit-reached' }
const planRefused: Row = { reason: 'instalment-refused' }
const noInstalments: Row = { reason: 'debit-no-instalments' }
const closed: Row = { reason: 'closed-to-ecommerce' }

/** By code without leading zeros. PosNet's own list has four digits, and says "call the bank" of some that ISO uses otherwise. */
const BANK = new Map<string, Row | typeof CONTRADICTION>([
  ['0', CONTRADICTION],
  ['1', askBank],
  ['2', askBank],
  ['3', shopSide],
  ['4', hidden],
  ['5', askBank],
  // At some banks this is the stop list, so it promises nothing about the card.
  ['6', tryLaterInDoubt],
  ['7', hidden],
  ['8', askBank],
  ['9', tryLaterInDoubt],
  ['10', tryLaterInDoubt],
  ['11', tryLaterInDoubt],
  ['12', askBank],
  ['13', { reason: 'shop-side', ofPlan: 'instalment-refused' }],
  ['14', cardData],
  ['15', cardData],
  // Minimum payments were missed: nobody else's business.
  ['16', askBank],
  ['19', tryLaterInDoubt],
  ['21', tryLater],
  ['25', tryLaterInDoubt],
  ['28', tryLaterInDoubt],
  ['29', tryLaterInDoubt],
  ['30', shopSide],
  ['0030', askBank],
  ['32', tryLaterInDoubt],
  ['33', { reason: 'card-expired', isHidden: true }],
  // Fraud; at QNB a wrong security code.
  ['34', hidden],
  ['35', hidden],
  ['36', hidden],
  ['37', hidden],
  ['38', hidden],
  ['41', hidden],
  ['43', hidden],
  ['51', { reason: 'insufficient-funds' }],
  ['52', cardNotUsable],
  ['53', cardNotUsable],
  ['0053', askBank],
  ['54', { reason: 'card-expired' }],
  ['55', { reason: 'not-verified' }],
  ['56', cardNotUsable],
  ['57', closed],
  ['58', { reason: 'shop-side', ofPlan: 'instalment-refused' }],
  ['59', hidden],
  ['61', limitReached],
  ['62', cardNotUsable],
  ['63', askBank],
  ['65', limitReached],
  ['67', hidden],
  ['68', unreachableInDoubt],
  ['75', askBank],
  ['76', tryLater],
  ['77', tryLater],
  ['78', tryLater],
  ['79', tryLater],
  ['80', tryLater],
  ['81', tryLater],
  ['82', cardData],
  ['89', askBank],
  ['91', unreachableInDoubt],
  // Either PosNet's "call the bank" or ISO's 91 with zeros before it.
  ['0091', { reason: 'ask-bank', isDoubtful: true }],
  ['92', { reason: 'bank-unreachable' }],
  ['93', closed],
  ['94', CONTRADICTION],
  ['95', shopSide],
  ['96', tryLaterInDoubt],
  ['98', CONTRADICTION],
  ['99', tryLaterInDoubt],
  ['312', cardData],
  ['315', limitReached],
  ['357', askBank],
  ['358', cardNotUsable],
  ['359', limitReached],
  ['400', { reason: 'not-verified' }],
  ['444', askBank],
  ['501', planRefused],
  ['570', { reason: 'foreign-card' }],
  ['577', planRefused],
  ['966', CONTRADICTION],
  ['978', planRefused],
  ['986', planRefused],
  ['1044', noInstalments],
  ['1060', planRefused],
  ['1061', CONTRADICTION],
  ['10084', cardData],
  ['10093', closed],
  ['10217', { reason: 'not-verified' }],
  ['10218', noInstalments],
  ['10219', unreachableInDoubt],
  ['10221', { reason: 'foreign-card' }],
  ['10222', planRefused],
  ['10228', unreachableInDoubt],
])

/** Paynet's own codes that say why no bank was asked. Any other leaves the word to the bank's code. */
const PAYNET = new Map<number, DeclineReason>([
  [CODE.companyBlocked, 'shop-side'],
  [CODE.agentBlocked, 'shop-side'],
  [CODE.noSuchAgent, 'shop-side'],
  [CODE.unauthorized, 'shop-side'],
  [CODE.badRequest, 'shop-side'],
  [CODE.noSession, 'session-over'],
  [CODE.wrongBin, 'card-data'],
  [CODE.wrongPair, 'session-over'],
  [CODE.notVerified, 'not-verified'],
  [CODE.wrongCard, 'card-data'],
  [CODE.wrongTransactionType, 'shop-side'],
  [CODE.wrongPosType, 'shop-side'],
  [CODE.wrongRatio, 'shop-side'],
  [CODE.wrongExpiry, 'card-expired'],
  [CODE.noSuchRatio, 'shop-side'],
  // The saved card is gone at Paynet.
  [CODE.noSuchCard, 'card-not-usable'],
])

/** The code that a decline was read from, as it is counted and told to the operator; empty where a bank told none. */
export type DeclineCode = { source: 'bank' | 'paynet'; code: string }

export type Decline = {
  reason: DeclineReason
  isDoubtful: boolean
  by: DeclineCode
}

/** Why a charge was declined. Total: a code that is not known tells the shopper to ask the bank. */
export function declineOf({
  code,
  bankErrorId,
  instalment,
}: {
  code: number
  bankErrorId: string | null
  instalment: number | null
}): Decline {
  const own = PAYNET.get(code)
  if (own) return { reason: own, isDoubtful: false, by: { source: 'paynet', code: String(code) } }
  const row = rowOf(bankErrorId)
  const { reason, ofPlan, isDoubtful = false } = row && row !== CONTRADICTION ? row : askBank
  const isPlan = instalment !== null && instalment > 1
  return { reason: (isPlan && ofPlan) || reason, isDoubtful, by: { source: 'bank', code: bankErrorId?.trim() ?? '' } }
}

/** Whether the bank's own text is kept from the shopper. */
export function isHiddenFromShopper(bankErrorId: string | undefined): boolean {
  const row = rowOf(bankErrorId)
  return row !== undefined && row !== CONTRADICTION && row.isHidden === true
}

/**
 * Whether a "no" contradicts itself: "approved", or "already done". Then only asking tells. Where Paynet's own code
 * says that no bank was asked, there is nothing to contradict.
 */
export function contradictsNo(code: number, bankErrorId: string | undefined): boolean {
  return !PAYNET.has(code) && rowOf(bankErrorId) === CONTRADICTION
}

function rowOf(bankErrorId: string | null | undefined) {
  const code = bankErrorId?.trim() ?? ''
  return BANK.get(code) ?? BANK.get(code.replace(/^0+(?=\d)/, ''))
}
