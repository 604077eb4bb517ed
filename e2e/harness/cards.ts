export type Card = { number: string; expiry: string; cvc: string; holder: string }

const expiry = `12/${String(new Date().getFullYear() + 3).slice(-2)}`

const card = (number: string, cvc = '123'): Card => ({ number, expiry, cvc, holder: 'Ayşe Yılmaz' })

/** Test cards; the bank accepts the code "a" for each. The last digits of the magic ones determine their outcome. */
export const cards = {
  good: card('4355084355084358'),
  masterCard: card('5571135571135575'),
  troy: card('9792075482365454'),
  amex: card('375622005485014', '1234'),
  /** Offers 2, 3, 6, 9 and 12 instalments, as `good` does. */
  withPlans: card('5571135571135575'),
  /** Offers every count from 2 to 12. */
  manyPlans: card('5549600797792010'),
  /** A commercial card: 3, 6, 9 and 18. */
  commercial: card('5188960000043719'),
  debitSingleOnly: card('9792395412651264'),
  foreignSingleOnly: card('4242424242424242'),
  /** A credit card of a bank without a programme. */
  noPlans: card('4446760701569538'),
  noLimit: card('4355080000030051'),
  closedToShopping: card('4355080000070057'),
  stolen: card('4355080000040043'),
  expired: card('4355080000000054'),
  refused: card('4355080000000005'),
  limitReached: card('4355080000010061'),
  wrongData: card('4355080000060082'),
  notUsable: card('4355080000000062'),
  /** Declined as issued abroad; its first digits are those of `good`. */
  foreign: card('4355080000050570'),
  /** Declined as a debit card; by its first digits it has plans. */
  debit: card('4355080000011044'),
  shopSide: card('4355080000020003'),
  bankUnreachable: card('4355080000050091'),
  pickUp: card('4355080000030036'),
  duplicate: card('4355080000020094'),
  threeDsFails: card('4355080000070016'),
  halfVerified: card('4355080000010004'),
  refusedAtStart: card('4355080000050018'),
}

/** How a card that has paid is shown to its payer. */
export function labelOf({ number }: Card): string {
  return `•••• ${number.slice(-4)}`
}

/** The only form in which a card may be kept. */
export function maskOf({ number }: Card): string {
  return `${number.slice(0, 6)}******${number.slice(-4)}`
}
