import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ApplicationRow,
  beginSending,
  findApplicationRow,
  findOpenApplication,
  freeTaxNumber,
  keepFromSending,
} from '@/db/applications'
import { type Clock, later } from '@/lib/clock'
import { DAY } from '@/lib/duration'
import { trackUntilDone } from '@/lib/in-flight'
import { leaseMs, openSendGate, type SendGate } from '@/lib/lease'
import { log } from '@/lib/log'
import { fromAddress } from '@/lib/rate-limit'
import { faultsOf } from '@/lib/shared/dealers/read-answers'
import { fail, ok, type Result } from '@/lib/shared/result'
import { overAny, takeBack } from '@/lib/uses'
import { type Application, encryptAnswers, openApplication, taxDigests } from './application'
import { callPaynet } from './call-paynet'
import { askStatus } from './status-at-paynet'
import { recordNote } from './timeline'

/** How long an application at Paynet holds its tax number: by then Paynet has decided. */
const HELD_FOR_MS = 30 * DAY

/**
 * Sends an application to Paynet, once. The intent is committed before the call, by one statement that only one
 * caller wins; a second press gets the same application. From then on its row says how it stands, whatever happens
 * to this process.
 *
 * `calls` counts the sends whose answer is not known, including the current one.
 *
 * Anyone can enter another dealer's tax number. So if another application holds it, this one is neither refused nor
 * is its sender told: it is not sent, and an operator decides. Fails with `invalid`, `rate-limited`,
 * `application-over` if it was changed in the meantime, and `application-open` if the other one belongs to the same
 * account.
 */
export async function submitApplication(application: Application, address: string, clock: Clock): Promise<Result<{ id: string }>> {
  const { id, status: from } = application
  if (from !== 'draft' && from !== 'refused') return ok({ id })
  const fields = faultsOf(application.answers)
  if (fields.length > 0) return fail({ kind: 'invalid', fields })
  await freeIfEnded(taxDigests(application.answers.tckn_vkn ?? ''), clock)
  const now = await clock()
  const uses = fromAddress('applications-from-address', address)
  const wait = await overAny(uses, now)
  // A second press for the fifth application is not a sixth one.
  if (wait !== null) return (await isUnderWaySoon(id)) ? ok({ id }) : fail({ kind: 'rate-limited', retryAfterSeconds: wait })

  const maySend = openSendGate()
  const begun = await begin(application, from, now)
  if (begun === 'own') return fail({ kind: 'conflict', because: 'application-open' })
  if (!begun) {
    await takeBack(uses, now)
    return isUnderWay(await findApplicationRow(id)) ? ok({ id }) : fail({ kind: 'conflict', because: 'application-over' })
  }
  if (begun.status === 'sending') await trackUntilDone(sendBegun(begun, maySend, clock))
  return ok({ id })
}

/** An application that Paynet has closed keeps nobody from the next one with its number, whether its page was looked at or not. */
async function freeIfEnded(digests: string[], clock: Clock): Promise<void> {
  const holder = await findOpenApplication(digests)
  if (holder?.status === 'received') await askStatus(await openApplication(holder), await clock())
}

/** `own` if another application of the same account holds the tax number, null if another press was faster. */
async function begin(application: Application, from: 'draft' | 'refused', now: Date): Promise<ApplicationRow | null | 'own'> {
  const { id, userId, storedAnswers, answers } = application
  const [taxDigest, ...otherDigests] = taxDigests(answers.tckn_vkn ?? '')
  const unsent = { id, from, answers: storedAnswers }
  const left = { answers: await encryptAnswers(answers), userId, updatedAt: now, deleteAt: null, settledAt: null, refusedField: null }
  const leaseUntil = later(now, leaseMs())
  const beginNow = () => beginSending(unsent, { ...left, taxDigest, sentAt: now, leaseUntil, nextAt: leaseUntil }, otherDigests)

  const begun = await beginNow()
  if (begun !== 'taken') return begun
  const holder = await findOpenApplication([taxDigest, ...otherDigests])
  if (!holder || (await freeTaxNumber(holder.id, later(now, -HELD_FOR_MS)))) {
    const again = await beginNow()
    if (again !== 'taken') return again
  }
  if (holder?.userId && holder.userId === userId) return 'own'
  const kept = await keepFromSending(unsent, { ...left, sentAt: null, leaseUntil: null, nextAt: null })
  if (kept) await noteConflict(id, holder, now)
  return kept
}

/** A note for the operator on both applications. */
async function noteConflict(id: string, holder: ApplicationRow | null, at: Date): Promise<void> {
  log.info('application.same-number', { applicationId: id })
  const other = holder?.id ?? 'another one'
  await recordNote(id, `not sent: ${other} has the same tax number. When you know whose it is: --close one, --resend the other`, at)
  if (holder) await recordNote(holder.id, `${id} gives the same tax number`, at)
}

/** The intent is committed: whatever goes wrong from here is for the loop to find, and no reason to press again. */
async function sendBegun(row: ApplicationRow, maySend: SendGate, clock: Clock): Promise<void> {
  try {
    await recordNote(row.id, 'sending', row.updatedAt)
    await callPaynet(row, maySend, clock)
  } catch (error) {
    log.error('application.not-settled', { applicationId: row.id, error })
  }
}

/** Whether another press has sent it, or is about to. */
async function isUnderWaySoon(id: string): Promise<boolean> {
  for (let look = 0; look < 5; look += 1) {
    if (isUnderWay(await findApplicationRow(id))) return true
    await sleep(100)
  }
  return false
}

function isUnderWay(row: ApplicationRow | null): boolean {
  return row !== null && row.status !== 'draft' && row.status !== 'refused'
}
