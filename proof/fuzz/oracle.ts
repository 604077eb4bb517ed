import type { Reply } from '@/lib/paynet/transport'

/** What must be true before a reply may mean something, written independently of the app and differently. */
type Expected = { referenceNo: string; amountKurus: number }
type Body = Record<string, unknown>

const isNothing = (value: unknown) => value === undefined || value === null || value === ''

function bodyOf(reply: Reply): Body | null {
  const json = reply.kind === 'answered' ? reply.json : null
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Body) : null
}

/** An integer, or text that is one. */
function codeOf(value: unknown): number | null {
  const text = typeof value === 'string' ? value.trim() : null
  if (typeof value === 'number') return Number.isInteger(value) ? value : null
  return text !== null && /^[-]?[0-9]+$/.test(text) ? Number(text) : null
}

/** Lira to the kuruş; no thousands, no exponents. */
function isAmount(value: unknown, kurus: number): boolean {
  if (typeof value === 'number') return Math.abs(value * 100 - kurus) < 1e-6
  return (
    typeof value === 'string' &&
    /^[0-9]+([.,][0-9]+)?$/.test(value.trim()) &&
    Math.abs(Number(value.trim().replace(',', '.')) * 100 - kurus) < 1e-6
  )
}

export function mayBeSuccess(reply: Reply, { referenceNo, amountKurus }: Expected): boolean {
  const body = bodyOf(reply)
  if (reply.kind !== 'answered' || reply.status !== 200 || !body) return false
  const areOurs = [body.reference_no, body.agent_reference_no].every((value) => isNothing(value) || value === referenceNo)
  const code = codeOf(body.code)
  return (
    body.is_succeed === true &&
    (code === 0 || code === 100) &&
    isAmount(body.amount, amountKurus) &&
    areOurs &&
    (isNothing(body.currency) || body.currency === 'TRY') &&
    typeof body.xact_id === 'string' &&
    body.xact_id !== ''
  )
}

const MAY_HAVE_TAKEN = [8, 9, 10, 17, 100]

export function mayBeDecline(reply: Reply): boolean {
  const body = bodyOf(reply)
  if (reply.kind !== 'answered' || !body || body.is_succeed === true) return false
  if (reply.status !== 200) return [13, 15, 16].includes(codeOf(body.result_code) ?? -1)
  const code = codeOf(body.code)
  return body.is_succeed === false && code !== null && !MAY_HAVE_TAKEN.includes(code)
}

function rowsOf(reply: Reply, { referenceNo }: Expected): Body[] {
  const data = bodyOf(reply)?.Data
  const rows = Array.isArray(data) ? data.filter((row): row is Body => typeof row === 'object' && row !== null) : []
  return rows.filter(
    (row) =>
      [row.agent_reference_no, row.agent_reference, row.reference_no].find((value) => typeof value === 'string' && value !== '') ===
      referenceNo,
  )
}

const isOurMoney = (row: Body, { amountKurus }: Expected) =>
  isAmount(row.amount, amountKurus) && (isNothing(row.currency) || row.currency === 'TRY')
const isUntold = (row: Body) => row.is_succeed === undefined || row.is_succeed === null
const isProven = (row: Body) => !isNothing(row.xact_id) && !(isNothing(row.authorization_code) && isNothing(row.bank_authorization_code))

export function mayBeTaken(reply: Reply, expected: Expected): boolean {
  const isTaken = (row: Body) => isOurMoney(row, expected) && (row.is_succeed === true || (isUntold(row) && isProven(row)))
  return reply.kind === 'answered' && reply.status === 200 && rowsOf(reply, expected).some(isTaken)
}

export function mayBeRefused(reply: Reply, expected: Expected): boolean {
  const rows = rowsOf(reply, expected)
  return (
    reply.kind === 'answered' &&
    reply.status === 200 &&
    rows.some((row) => row.is_succeed === false && isOurMoney(row, expected)) &&
    !rows.some((row) => row.is_succeed === true)
  )
}

export function mayBeNone(reply: Reply, expected: Expected): boolean {
  const body = bodyOf(reply)
  if (reply.kind !== 'answered' || !body) return false
  if (reply.status !== 200) return body.type === 'no_data_error' || codeOf(body.result_code) === 12
  return [0, 12].includes(codeOf(body.code) ?? -1) && rowsOf(reply, expected).length === 0
}

/** Https on Paynet's own hosts and ports or, if Paynet is this machine, the same host. */
export function isOurHost(url: string, paynet: string): boolean {
  const { protocol, hostname, port, username, password } = new URL(url)
  if (username !== '' || password !== '') return false
  if (paynet.startsWith('http:') && hostname === new URL(paynet).hostname) return true
  return protocol === 'https:' && port === '' && `.${hostname}`.endsWith('.paynet.com.tr')
}

export const isAmong = (value: number, least: number, most: number) => Number.isInteger(value) && value >= least && value <= most
