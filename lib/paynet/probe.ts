import 'server-only'
import { z } from 'zod'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'
import { classifyCheck } from './check-wire'
import { post, type Reply } from './transport'
import { CODE, isAccepted, isNoData, PATHS, refusesUs, returnCode } from './wire'

/** Whether Paynet can be used from here, found out by calls that move nothing. */

export type Probe = {
  url: string
  referenceNo: string
  /** The answer to transaction/check for a reference that cannot exist, and this machine's time when it came. */
  check: Reply
  at: Date
  /** The answer to ratio/Get. */
  ratios: Reply
}

/** A line of the report: what was looked at, and what was found. */
export type Finding = [about: string, found: string]

const NOT_KNOWN = 'not known'
/** `Date` has no fractions, and the answer has travelled. */
const CLOCK_TOLERANCE_S = 5

/** Asks for a payment that cannot exist (page "Payment Check"), then for the rate table (page "Oran Tablosu"). */
export async function probePaynet(): Promise<Probe> {
  const referenceNo = `paynet-check-${newId()}`
  const check = await post(PATHS.check, { reference_no: referenceNo })
  const at = new Date()
  return { url: env().paynet.url, referenceNo, check, at, ratios: await post(PATHS.ratios, {}) }
}

/** What the answers say. `canWork`: Paynet takes our key and address, and says "none" in a way that we understand. Pure. */
export function reportOn({ url, referenceNo, check, at, ratios }: Probe): { findings: Finding[]; canWork: boolean } {
  // No amount is compared with: there must be no row.
  const canWork = classifyCheck(check, { referenceNo, cashKurus: 1, chargeKurus: 1, instalments: null }).kind === 'none'
  return {
    canWork,
    findings: [
      ['Paynet', url],
      ['reachable', reachable(check)],
      ['TLS', tls(url, check)],
      ['clock', clock(check, at)],
      ['key', key(check)],
      ['address', address(check)],
      ['check', canWork ? `no such payment, as it should say (${brief(check)})` : problem(check)],
      ['ratio/Get', rates(ratios)],
    ],
  }
}

function reachable(reply: Reply): string {
  if (reply.kind === 'answered') return `yes, it answered in ${reply.durationMs} ms`
  return reply.kind === 'not-sent' ? `no (${reply.why})` : `it was reached but did not answer (${reply.why}, after ${reply.durationMs} ms)`
}

function tls(url: string, reply: Reply): string {
  if (!url.startsWith('https:')) return 'none: it is on this machine'
  if (reply.kind !== 'not-sent') return 'its certificate is accepted'
  return /CERT|TLS|SSL|SIGNATURE|EPROTO/.test(reply.why) ? `failed (${reply.why})` : NOT_KNOWN
}

function clock(reply: Reply, at: Date): string {
  if (reply.kind !== 'answered' || !reply.serverTime) return NOT_KNOWN
  const seconds = Math.round((at.getTime() - reply.serverTime.getTime()) / 1000)
  if (Math.abs(seconds) <= CLOCK_TOLERANCE_S) return `as here, give or take ${CLOCK_TOLERANCE_S} s`
  return `this machine is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}: one of the two is wrong`
}

/** A 403 is about the address, as far as Paynet documents it, and hides whether the key is right. */
function key(reply: Reply): string {
  const { status, code } = told(reply)
  if (status === 401 || (code === CODE.unauthorized && status !== 403)) return 'refused: compare PAYNET_SECRET_KEY with Paynet’s panel'
  return isFromPaynet(reply) && status !== 403 ? 'accepted' : NOT_KNOWN
}

function address(reply: Reply): string {
  const { status } = told(reply)
  if (status === 403) return 'refused, probably: register the address from which this machine calls out with Paynet'
  return isFromPaynet(reply) && status !== 401 ? 'accepted' : NOT_KNOWN
}

function problem(reply: Reply): string {
  if (reply.kind !== 'answered') return 'not answered'
  if (reply.json === undefined) return `not understood: no JSON, perhaps a page of something in between (${brief(reply)})`
  return refusesUs(reply) ? `Paynet refuses us (${brief(reply)})` : `not understood (${brief(reply)})`
}

const rateTable = z.union([z.object({ data: z.array(z.unknown()) }), z.object({ Data: z.array(z.unknown()) })])

function rates(reply: Reply): string {
  const { data: table } = rateTable.safeParse(reply.kind === 'answered' && reply.status === 200 ? reply.json : null)
  if (table && isAccepted(returnCode(reply))) return `a rate table of ${('data' in table ? table.data : table.Data).length} rows`
  const { status, code } = told(reply)
  return status === null || (status === 404 && code === null) ? `not answered (${brief(reply)})` : problem(reply)
}

/** Whether an answer is in Paynet's words: anything on the way can answer too. */
function isFromPaynet(reply: Reply): boolean {
  return told(reply).code !== null || isNoData(reply)
}

function told(reply: Reply): { status: number | null; code: number | null } {
  return { status: reply.kind === 'answered' ? reply.status : null, code: returnCode(reply) }
}

/** Status and code only: a message may quote what was sent. */
function brief(reply: Reply): string {
  if (reply.kind !== 'answered') return reply.why
  const code = returnCode(reply)
  return `HTTP ${reply.status}${code === null ? '' : `, code ${code}`}`
}
