import 'server-only'
import { z } from 'zod'
import type { Reply } from './transport'

/** What all of Paynet's services share on the wire: paths, return codes, errors, and how values are read. Pure. */

export const PATHS = {
  tdsInitial: '/v2/transaction/tds_initial',
  tdsCharge: '/v2/transaction/tds_charge',
  check: '/v1/transaction/check',
  transactionList: '/v1/transaction/list',
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

/** Return codes that Paynet lists ("Dönüş Kodları"), as far as they mean something to us. */
export const CODE = {
  success: 0,
  serverError: 8,
  notImplemented: 9,
  timeout: 10,
  noData: 12,
  noSession: 13,
  wrongPair: 15,
  notVerified: 16,
  usedSession: 17,
  wrongCard: 18,
  wrongExpiry: 22,
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

export const errorReply = z.object({ type: maybe(text), result_code: maybe(wholeNumber) })

/** Whether an error says that there is nothing of what was asked about. */
export function isNoData(json: unknown): boolean {
  const { data } = errorReply.safeParse(json)
  return data?.type === 'no_data_error' || data?.result_code === CODE.noData
}

/** Whether a reply says that our key, address or path is wrong: no new payment can work until that is mended. */
export function refusesUs(reply: Reply): boolean {
  if (reply.kind !== 'answered') return false
  if (reply.status >= 300 && reply.status < 400) return true
  if (![401, 403, 404, 405].includes(reply.status)) return false
  const { data } = errorReply.safeParse(reply.json)
  const isAboutTheCall = data?.result_code !== undefined && data.result_code >= CODE.noData && data.result_code <= CODE.noSuchCard
  return data?.type !== 'no_data_error' && !isAboutTheCall
}
