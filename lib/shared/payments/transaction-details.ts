import type { Kurus } from './money'

/**
 * What Paynet has told of a payment, kept for the merchant, its support and its books. Null where it told none.
 * Nothing in here decides about the payment.
 */
export type TransactionDetails = {
  /** Paynet's plain number of the transaction, by which its support and its capture and escrow services know it. */
  id: number | null
  /** As Paynet writes it, with its offset: `2020-02-25T15:12:48.353769+03:00`. */
  xactDate: string | null
  authorizationCode: string | null
  bankReferenceCode: string | null
  bankOrderId: string | null
  /** The POS that took the payment: Paynet's four letters ("Banka Kodları") and a name. */
  bankId: string | null
  bankName: string | null
  /** The bank or card program that issued the card, by the same letters. */
  cardBankId: string | null
  cardType: string | null
  cardBrandName: string | null
  /** The bank's 3D result; 1 is full authentication, 2 to 4 half. */
  mdStatus: number | null
  isTds: boolean | null
  transactionType: number | null
  instalment: number | null
  plusInstalment: number | null
  /** What was drawn from the card. */
  amountKurus: Kurus | null
  netAmountKurus: Kurus | null
  commissionKurus: Kurus | null
  commissionTaxKurus: Kurus | null
  endUserCommissionKurus: Kurus | null
  /** The commission's share, as a fraction. */
  ratio: number | null
  ratioCode: string | null
  /** Where some card programs let the shopper choose extra instalments afterwards. */
  campaignUrl: string | null
  bankErrorId: string | null
  paynetErrorId: string | null
}
