import type { BankErrorId, BankId } from './banks'

/**
 * Published cards come from both editions of Paynet's list of test cards and work with any date and
 * any security code. Magic cards choose an outcome, which their last digits name. Any other number
 * succeeds, with the password "a".
 */

/** A card's kind: personal, commercial, debit. */
export type CardType = 'cc' | 'bc' | 'dc'

/** By a card's first six digits, made up; all others are personal. */
const cardTypes: Record<string, CardType> = { '518896': 'bc', '979239': 'dc' }

/** What happens to a payment with a card. Digits are the bank's error code with which it is declined. */
type CardOutcome = 'approved' | 'approved-half' | 'three-ds-failed' | 'refused-at-start' | BankErrorId

export type Card = {
  pan: string
  /** Paynet's code of the card programme; for some published cards it is guessed from their first digits. */
  bankId: BankId
  /** What the bank page accepts; null means any text that is not empty. */
  password: string | null
  outcome: CardOutcome
  note: string
}

export const publishedCards: readonly Card[] = [
  publish('4355084355084358', 'AXSS', 'a'),
  publish('5571135571135575', 'AXSS', 'a'),
  publish('4546711234567890', 'ZRTB', 'a'),
  publish('4446760701569538', 'ZDGR', null),
  publish('5401341234567891', 'ZRTB', 'a'),
  publish('5423740618115066', 'ZDGR', null),
  publish('5549600797792010', 'WRLD', null),
  publish('5549608789641500', 'WRLD', null),
  publish('4022774022774026', 'FINS', 'a'),
  publish('5456165456165454', 'FINS', 'a'),
  publish('4090700090840050', 'DENZ', '123'),
  publish('4508034508034509', 'MAXM', 'a'),
  publish('5406675406675403', 'MAXM', 'a'),
  publish('4531444531442283', 'PARF', 'a'),
  publish('5818775818772285', 'PARF', 'a'),
  publish('4119790155203496', 'VAKF', '123456'),
  publish('4506344103118942', 'WRLD', '34020'),
  publish('4506347023253988', 'WRLD', '34020'),
  publish('4506347028991897', 'WRLD', '34020'),
  publish('4506347026523718', 'WRLD', '34020'),
  publish('5400617004770430', 'WRLD', '34020'),
  publish('5400617020092306', 'WRLD', '34020'),
  publish('5400617030400291', 'WRLD', '34020'),
  publish('5188960000043719', 'KVYT', null),
  publish('4033602562020320', 'KVYT', null),
  publish('5188961939192544', 'KVYT', '123456'),
  publish('9792075482365454', 'ZDGR', null),
  publish('6587619825149656', 'ZDGR', null),
  publish('9792395412651264', 'ZDGR', null),
  publish('4506347011448053', 'WRLD', null),
  publish('5400637003737150', 'WRLD', null),
  publish('4282209004348015', 'BONS', null),
  publish('375622005485014', 'BONS', null),
  publish('4090700102323514', 'DENZ', '123'),
]

export const magicCards: readonly Card[] = [
  magic('4355080000030051', '51', 'Declined: not enough limit'),
  magic('4355080000070057', '57', 'Declined: closed to e-commerce'),
  magic('4355080000040043', '43', 'Declined: stolen'),
  magic('4355080000000054', '54', 'Declined: expired'),
  magic('4355080000000005', '05', 'Declined: do not honour'),
  magic('4355080000010061', '61', 'Declined: amount limit reached'),
  magic('4355080000060082', '82', 'Declined: wrong security code'),
  magic('4355080000000062', '62', 'Declined: restricted card'),
  magic('4355080000050570', '0570', 'Declined: issued abroad'),
  magic('4355080000011044', '1044', 'Declined: debit card, no instalments'),
  magic('4355080000020003', '03', 'Declined: the merchant is not valid at the bank'),
  magic('4355080000050091', '91', "Declined: the card's bank does not answer; nobody knows for sure"),
  magic('4355080000000096', '96', 'Declined: system malfunction; nobody knows for sure'),
  magic('4355080000030036', '36', 'Declined: pick up'),
  magic('4355080000020094', '94', 'Declined as a duplicate, which contradicts itself'),
  magic('4355080000070016', 'three-ds-failed', '3D fails even with the right password; the ids come back, the charge answers code 16'),
  magic('4242424242424242', 'approved', 'Approved: issued abroad, so a single payment only', 'ZDGR'),
  magic('4355080000010004', 'approved-half', 'Approved with md_status 4: the bank only attempted 3D'),
  magic('4355080000050018', 'refused-at-start', 'Refused by tds_initial: HTTP 400, result_code 18'),
]

const knownCards = new Map([...publishedCards, ...magicCards].map((card) => [card.pan, card]))

export function findCard(pan: string): Card {
  return knownCards.get(pan) ?? { pan, bankId: kindOf(pan).bankId, password: 'a', outcome: 'approved', note: 'Unknown card' }
}

/** What Paynet reads from a card's first six digits. */
export type CardKind = { bankId: BankId; cardType: CardType }

/** An unknown card is a personal one of another bank. */
export function kindOf(digits: string): CardKind {
  const bin = digits.slice(0, 6)
  const known = [...knownCards.values()].find(({ pan }) => pan.startsWith(bin))
  return { bankId: known?.bankId ?? 'ZDGR', cardType: cardTypes[bin] ?? 'cc' }
}

function publish(pan: string, bankId: BankId, password: string | null): Card {
  return { pan, bankId, password, outcome: 'approved', note: 'Approved' }
}

function magic(pan: string, outcome: CardOutcome, note: string, bankId: BankId = 'AXSS'): Card {
  return { pan, bankId, password: 'a', outcome, note }
}
