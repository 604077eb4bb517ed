import { successMessage } from '@/simulator/protocol/envelope'
import type { Refund } from './records'
import type { State } from './state'

const answerTimeoutMs = 5000

/** What the merchant is told of a decision. The numbers of `status` are of the page "Durum". */
const told = {
  approved: { code: 0, status: 3, message: successMessage },
  rejected: { code: 1, status: 4, message: 'İade onaylanmadı' },
  withdrawn: { code: 1, status: 5, message: 'İade onayı kaldırıldı' },
} as const

/** Tells the merchant of a decision as often and as late as it is set; nobody waits for it. */
export async function tellOfDecision(state: State, refund: Refund): Promise<void> {
  const { refund_callback, refund_callback_ms } = state.settings
  if (refund.status === 'waiting' || refund_callback === 'none') return
  if (refund_callback === 'late') await state.wait(refund_callback_ms)
  const { xact_id, succeed_url } = refund
  const body = { xact_id, ...told[refund.status] }
  await post(succeed_url, body)
  if (refund_callback === 'twice') await post(succeed_url, body)
}

/** Tells the merchant what need not be true. Returns the HTTP status of the answer, null if there was none. */
export function tellAnything({ xact_id, succeed_url }: Refund, code: number): Promise<number | null> {
  return post(succeed_url, { xact_id, ...(code === 0 ? told.approved : told.rejected), code })
}

/** Calls this machine only, wherever the address leads, and never fails. */
async function post(url: string, body: object): Promise<number | null> {
  if (!isOfThisMachine(url)) return null
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(answerTimeoutMs),
    })
    await answer.body?.cancel()
    return answer.status
  } catch {
    return null
  }
}

function isOfThisMachine(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return /^https?:$/.test(protocol) && /^(?:localhost|[\w-]+\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
}
