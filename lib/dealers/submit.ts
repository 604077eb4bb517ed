import 'server-only'
import {
  type ApplicationRow,
  beginSending,
  findApplicationRow,
  findOpenApplication,
  freeTaxNumber,
  keepFromSending,
} from '@/db/applications'
import { type Clock, later } from '@/lib/clock'
import { newReferenceSuffix } from '@/lib/ids'
import { trackUntilDone } from '@/lib/in-flight'
import { leaseMs, openSendGate, type SendGate } from '@/lib/lease'
import { log } from '@/lib/log'
import { fromAddress } from '@/lib/rate-limit'
import { faultsOf } from '@/lib/shared/dealers/read-answers'
import { fail, ok, type Result } from '@/lib/shared/result'
import { overAny, takeBack } from '@/lib/uses'
import { type Application, encryptAnswers, taxDigest } from './application'
import { callPaynet } from './call-paynet'
import { recordNote } from './timeline'

/** So long a tax number is held by an application that Paynet has: by then it has decided. */
const HELD_FOR_MS = 30 * 24 * 3_600_000

/**
 * Sends an application to Paynet, once. The intent is committed before the call, by one statement that
 * one caller wins; whoever presses twice is told of the same application. From then on its row says how
 * it stands, whatever becomes of this process.
 *
 * `calls` counts the sends whose answer is not known, the running one among them.
 *
 * Anybody can write somebody's tax number, so one that another's application holds is no reason to refuse
 * this one, nor anything to tell its sender: it is not sent, and an operator decides. Fails with `invalid`,
 * `rate-limited`, `application-over` when it was changed meanwhile, and `application-open` when the other
 * one is of the same account.
 */
export async function submitApplication(application: Application, address: string, clock: Clock): Promise<Result<{ id: string }>> {
  const { id, status: from } = application
  if (from !== 'draft' && from !== 'refused') return ok({ id })
  const fields = faultsOf(application.answers)
  if (fields.length > 0) return fail({ kind: 'invalid', fields })
  const now = await clock()
  const uses = fromAddress('applications-from-address', address)
  const wait = await overAny(uses, now)
  // The second press of the fifth application is no sixth.
  if (wait !== null) return (await isUnderWaySoon(id)) ? ok({ id }) : fail({ kind: 'rate-limited', retryAfterSeconds: wait })

  const maySend = openSendGate()
  const begun = await begin(application, from, now)
  if (begun === 'own') return fail({ kind: 'conflict', because: 'application-open' })
  if (!begun) {
    await takeBack(uses, now)
    return isUnderWay(await findApplicationRow(id)) ? ok({ id }) : fail({ kind: 'conflict', because: 'application-over' })
  }
  if (begun.status === 'sending') await trackUntilDone(afterwards(begun, maySend, clock))
  return ok({ id })
}

/** `own` when another application of the same account holds the tax number, null when somebody was faster. */
async function begin(application: Application, from: 'draft' | 'refused', now: Date): Promise<ApplicationRow | null | 'own'> {
  const { id, userId, sealed } = application
  // What we make up is kept with the answers: a second send must say the same.
  const answers = { ...application.answers, agent_reference: application.answers.agent_reference || newReferenceSuffix(10) }
  const number = taxDigest(answers.tckn_vkn ?? '')
  const unsent = { id, from, answers: sealed }
  const left = { answers: await encryptAnswers(answers), userId, updatedAt: now, deleteAt: null, settledAt: null, refusedField: null }
  const leaseUntil = later(now, leaseMs())
  const beginNow = () => beginSending(unsent, { ...left, taxDigest: number, sentAt: now, leaseUntil, nextAt: leaseUntil })

  const begun = await beginNow()
  if (begun !== 'taken') return begun
  const holder = await findOpenApplication(number)
  if (!holder || (await freeTaxNumber(holder.id, later(now, -HELD_FOR_MS)))) {
    const again = await beginNow()
    if (again !== 'taken') return again
  }
  if (holder?.userId && holder.userId === userId) return 'own'
  const kept = await keepFromSending(unsent, { ...left, sentAt: null, leaseUntil: null, nextAt: null })
  if (kept) await noteConflict(id, holder, now)
  return kept
}

/** For the operator, on both sides. */
async function noteConflict(id: string, holder: ApplicationRow | null, at: Date): Promise<void> {
  log.info('application.same-number', { applicationId: id })
  const other = holder?.id ?? 'another one'
  await recordNote(id, `not sent: ${other} has the same tax number. When you know whose it is: --close one, --resend the other`, at)
  if (holder) await recordNote(holder.id, `${id} gives the same tax number`, at)
}

/** It is committed: whatever goes wrong from here is the loop's to see, and no reason to press again. */
async function afterwards(row: ApplicationRow, maySend: SendGate, clock: Clock): Promise<void> {
  try {
    await recordNote(row.id, 'sending', row.updatedAt)
    await callPaynet(row, maySend, clock)
  } catch (error) {
    log.error('application.not-settled', { applicationId: row.id, error })
  }
}

/** Whether another press has sent it, or does so in this moment. */
async function isUnderWaySoon(id: string): Promise<boolean> {
  for (let look = 0; look < 5; look += 1) {
    if (isUnderWay(await findApplicationRow(id))) return true
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return false
}

function isUnderWay(row: ApplicationRow | null): boolean {
  return row !== null && row.status !== 'draft' && row.status !== 'refused'
}
