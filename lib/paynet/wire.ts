import 'server-only'
import { z } from 'zod'
import type { Reply } from './transport'

/** What all of Paynet's services share on the wire: paths, return codes, errors, and how values are read. Pure. */

export const PATHS = {
  tdsInitial: '/v2/transaction/tds_initial',
  tdsCharge: '/v2/transaction/tds_charge',
  check: '/v1/transaction/check',
  transactionList: '/v1/transaction/list',
  transactionDetail: '/v1/transaction/detail',
  refund: '/v1/transaction/reversed_request',
  reversalList: '/v1/transaction/reversal_list',
  ratios: '/v1/ratio/Get',
  cardSave: '/v1/card/save',
  cardList: '/v1/card/list',
  cardDelete: '/v1/card/delete',
  cardRename: '/v1/card/desc_update',
  otpSend: '/v1/card/send_otp',
  otpCheck: '/v1/card/check_otp',
  applicationInsert: '/v1/membership/formdata_insert',
  applicationGet: '/v1/membership/formdata_get',
  documentTypes: '/v1/membership/formtypes_and_doctypes',
  documentInsert: '/v1/membership/upload_file_insert',
  documentDelete: '/v1/membership/upload_file_delete',
} as const

/** Return codes that Paynet lists ("Dönüş Kodları"), as far as they mean something to us; 22 to 26 are known from its PHP helper. */
export const CODE = {
  success: 0,
  unsuccessful: 1,
  companyBlocked: 2,
  agentBlocked: 3,
  noSuchAgent: 4,
  duplicate: 5,
  noProcess: 6,
  unauthorized: 7,
  serverError: 8,
  notImplemented: 9,
  timeout: 10,
  badRequest: 11,
  noData: 12,
  noSession: 13,
  wrongBin: 14,
  wrongPair: 15,
  notVerified: 16,
  usedSession: 17,
  wrongCard: 18,
  wrongTransactionType: 19,
  wrongPosType: 20,
  wrongRatio: 21,
  wrongExpiry: 22,
  noSuchRatio: 23,
  noSuchCard: 25,
  oldSuccess: 100,
} as const

/** Whether a code says that it was done, now or the first time that it was asked for. */
export function isAccepted(code: number | null | undefined): boolean {
  return code === CODE.success || code === CODE.oldSuccess
}

export const wholeNumber = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .regex(/^-?\d{1,9}$/)
      .transform(Number),
  ])
  .pipe(z.number().int())
export const maybe = <T extends z.ZodType>(type: T) => type.optional().catch(undefined)
export const text = z.string().min(1)

/** Whether a yes or no is a yes, in a way that is documented or in another one. */
export function saysYes(said: unknown): boolean {
  return said === true || said === 1 || (typeof said === 'string' && /^\s*(?:true|1)\s*$/i.test(said))
}

/** The same of a no. */
export function saysNo(said: unknown): boolean {
  return said === false || said === 0 || (typeof said === 'string' && /^\s*(?:false|0)\s*$/i.test(said))
}

/** Paynet's names and codes are ASCII. One that arrived otherwise may have held what speaks against the rest; as it came, a broken byte may look like a space. */
export function isDamaged(json: unknown, code?: string): boolean {
  if (typeof json !== 'object' || json === null) return false
  const said = code === undefined ? undefined : (json as Record<string, unknown>)[code]
  return [...Object.keys(json), said].some((text) => typeof text === 'string' && /[^ -~]/.test(text))
}

const codes = z.object({ type: maybe(text), code: maybe(wholeNumber), result_code: maybe(wholeNumber) })

/**
 * Paynet's return code in an answer. Under HTTP 200 that is `code`; in an error object it is `result_code`, and
 * `code` repeats the HTTP status. Each is read in the other's place where its own is missing, or where an error
 * object came under HTTP 200. Null for none.
 */
export function returnCode(reply: Reply): number | null {
  if (reply.kind !== 'answered') return null
  const { code, result_code } = codes.safeParse(reply.json).data ?? {}
  const isHttpStatus = code !== undefined && code > CODE.oldSuccess
  if (reply.status === 200) return (isHttpStatus ? (result_code ?? code) : (code ?? result_code)) ?? null
  return result_code ?? (isHttpStatus ? null : (code ?? null))
}

/** Whether one of an answer's codes says that it was done, and another that it was not. */
export function hasCodesAtOdds(reply: Reply): boolean {
  if (reply.kind !== 'answered') return false
  const { code, result_code } = codes.safeParse(reply.json).data ?? {}
  if (code === undefined || result_code === undefined) return false
  return code > CODE.oldSuccess ? code >= 400 && isAccepted(result_code) : isAccepted(code) !== isAccepted(result_code)
}

/** Whether an answer says that there is nothing of what was asked about. */
export function isNoData(reply: Reply): boolean {
  if (reply.kind !== 'answered') return false
  return returnCode(reply) === CODE.noData || codes.safeParse(reply.json).data?.type === 'no_data_error'
}

/** Codes that no shopper, customer or dealer can do anything about: our key, account, path or settings. */
const ABOUT_US: readonly (number | null)[] = [
  CODE.companyBlocked,
  CODE.agentBlocked,
  CODE.noSuchAgent,
  CODE.unauthorized,
  CODE.notImplemented,
  CODE.wrongTransactionType,
  CODE.wrongPosType,
  CODE.wrongRatio,
  CODE.noSuchRatio,
]

/**
 * Whether an answer is about us, not about what was sent: Paynet refuses our key, address, path, settings or
 * number of calls. Nothing of the kind can work until that is mended, and it is no one else's mistake.
 */
export function refusesUs(reply: Reply): boolean {
  if (reply.kind !== 'answered' || isNoData(reply)) return false
  const code = returnCode(reply)
  if (ABOUT_US.includes(code)) return true
  if ([401, 403, 405, 429].includes(reply.status) || (reply.status >= 300 && reply.status < 400)) return true
  // A path that is not there says nothing of its own; what was asked for and is not there has a code.
  return reply.status === 404 && code === null
}

/**
 * Whether an answer is a clear "no" to what was sent: it was read, found wrong, and nothing was done. Under HTTP
 * 200 only a code says so; under these statuses the status does, whatever the body.
 */
export function isNo(reply: Reply): boolean {
  if (reply.kind !== 'answered' || refusesUs(reply)) return false
  const code = returnCode(reply)
  if (isAccepted(code) || isMaybe(code)) return false
  if ([400, 406, 411, 413, 415, 422].includes(reply.status)) return true
  return code !== null && (reply.status === 200 || (reply.status >= 400 && reply.status < 500))
}

/** Codes after which Paynet may have done it all the same. */
export function isMaybe(code: number | null): boolean {
  return code === CODE.serverError || code === CODE.notImplemented || code === CODE.timeout
}
