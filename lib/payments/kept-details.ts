import 'server-only'
import { z } from 'zod'
import type { Payment } from '@/db/payments'
import type { TransactionDetails } from '@/lib/shared/payments/transaction-details'

/** What a payment's row keeps of Paynet's answers, read back and put into words. Pure. */

/** A row may be older than a fact, or damaged: what does not fit counts as not told. */
const kept = <Type extends z.ZodType>(type: Type) => type.nullable().catch(null)

const details = z.object({
  id: kept(z.number()),
  xactDate: kept(z.string()),
  authorizationCode: kept(z.string()),
  bankReferenceCode: kept(z.string()),
  bankOrderId: kept(z.string()),
  bankId: kept(z.string()),
  bankName: kept(z.string()),
  cardBankId: kept(z.string()),
  cardType: kept(z.string()),
  cardBrandName: kept(z.string()),
  mdStatus: kept(z.number()),
  isTds: kept(z.boolean()),
  transactionType: kept(z.number()),
  instalment: kept(z.number()),
  plusInstalment: kept(z.number()),
  amountKurus: kept(z.int()),
  netAmountKurus: kept(z.int()),
  commissionKurus: kept(z.int()),
  commissionTaxKurus: kept(z.int()),
  endUserCommissionKurus: kept(z.int()),
  ratio: kept(z.number()),
  ratioCode: kept(z.string()),
  campaignUrl: kept(z.string()),
  bankErrorId: kept(z.string()),
  paynetErrorId: kept(z.string()),
})

/** Reads `payments.details`. Null where nothing was told, or nothing of it can be read. Never throws. */
export function readKeptDetails(json: string | null): TransactionDetails | null {
  const { data } = details.safeParse(parsed(json))
  return data && Object.values(data).some((value) => value !== null) ? data : null
}

function parsed(json: string | null): unknown {
  try {
    return json === null ? null : JSON.parse(json)
  } catch {
    return null
  }
}

/** Every fact that Paynet has told of a payment, a name and a value each, for operators. */
export function describeFacts(payment: Pick<Payment, 'xactId' | 'reason' | 'details'>): [name: string, value: string][] {
  const details = readKeptDetails(payment.details)
  const facts: [string, string | number | null][] = [
    ['xact_id', payment.xactId],
    ['declined because', payment.reason],
    ...(details ? describeDetails(details) : []),
  ]
  return facts.flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, String(value).replace(/\p{C}/gu, '')]]))
}

function describeDetails(details: TransactionDetails): [string, string | number | null][] {
  return [
    ["Paynet's number", details.id],
    ['transaction date', details.xactDate],
    ['transaction type', details.transactionType],
    ['authorization code', details.authorizationCode],
    ['bank reference code', details.bankReferenceCode],
    ['bank order id', details.bankOrderId],
    ['POS', named(details.bankId, details.bankName)],
    ["card's bank", details.cardBankId],
    ['card type', named(details.cardType, details.cardBrandName)],
    ['3D', threeDs(details)],
    ['instalments', details.instalment],
    ['extra instalments', details.plusInstalment],
    ['amount', lira(details.amountKurus)],
    ['net amount', lira(details.netAmountKurus)],
    ['commission', lira(details.commissionKurus)],
    ['tax on it', lira(details.commissionTaxKurus)],
    ["shopper's commission", lira(details.endUserCommissionKurus)],
    ['rate', details.ratio],
    ['rate code', details.ratioCode],
    ['campaign page', details.campaignUrl],
    ["bank's error", details.bankErrorId],
    ["Paynet's error", details.paynetErrorId],
  ]
}

/** The bank's word of it: a fact, and no reason for anything. Paynet documents none of the numbers. */
function threeDs({ isTds, mdStatus }: TransactionDetails): string | null {
  if (mdStatus === null) return isTds === null ? null : isTds ? 'yes' : 'no'
  const word = mdStatus === 1 ? 'full' : mdStatus >= 2 && mdStatus <= 4 ? 'half' : 'not'
  return `${word} (md_status ${mdStatus})`
}

function named(code: string | null, name: string | null): string | null {
  return [code, name].filter((part) => part !== null).join(' ') || null
}

function lira(kurus: number | null): string | null {
  return kurus === null ? null : `${(kurus / 100).toFixed(2)} TRY`
}
