import 'server-only'
import { type ApplicationRow, beginSending, findApplicationRow } from '@/db/applications'
import { type Clock, later } from '../clock'
import { newReferenceSuffix } from '../ids'
import { letFinish } from '../in-flight'
import { log } from '../log'
import { leaseMs } from '../payments/timing'
import { forgive, overLimit } from '../rate-limit'
import { faultsOf } from '../shared/dealer-schema'
import { fail, ok, type Result } from '../shared/result'
import { type Application, sealAnswers, taxDigest } from './application'
import { deliver } from './deliver'
import { recordNote } from './timeline'

/**
 * Sends an application to Paynet, once. The intent is committed before the call, by one statement that
 * one caller wins; whoever presses twice is told of the same application. From then on its row says how
 * it stands, whatever becomes of this process.
 *
 * `calls` counts the sends whose answer is not known, the running one among them.
 */
export async function sendApplication(application: Application, address: string, clock: Clock): Promise<Result<{ id: string }>> {
  const { id, status: from } = application
  if (from !== 'draft' && from !== 'refused') return ok({ id })
  const fields = faultsOf(application.answers)
  if (fields.length > 0) return fail({ kind: 'invalid', fields })
  const now = await clock()
  const wait = await overLimit('applications-from-address', address, now)
  // The second press of the fifth application is no sixth.
  if (wait !== null) return (await isUnderWaySoon(id)) ? ok({ id }) : fail({ kind: 'rate-limited', retryAfterSeconds: wait })

  const claimedAt = performance.now()
  const begun = await begin(application, from, now)
  if (begun === 'taken') return fail({ kind: 'conflict', because: 'application-open' })
  if (!begun) {
    await forgive('applications-from-address', address, now)
    return isUnderWay(await findApplicationRow(id)) ? ok({ id }) : fail({ kind: 'conflict', because: 'application-over' })
  }
  await letFinish(afterwards(begun, claimedAt, clock))
  return ok({ id })
}

async function begin(application: Application, from: 'draft' | 'refused', now: Date): Promise<ApplicationRow | null | 'taken'> {
  // What we make up is kept with the answers: a second send must say the same.
  const answers = { ...application.answers, agent_reference: application.answers.agent_reference || newReferenceSuffix(10) }
  const leaseUntil = later(now, leaseMs())
  return beginSending(
    { id: application.id, from, answers: application.sealed },
    {
      answers: await sealAnswers(answers),
      taxDigest: taxDigest(answers.tckn_vkn ?? ''),
      sentAt: now,
      updatedAt: now,
      leaseUntil,
      nextAt: leaseUntil,
      deleteAt: null,
      settledAt: null,
      refusedField: null,
    },
  )
}

/** It is committed: whatever goes wrong from here is the loop's to see, and no reason to press again. */
async function afterwards(row: ApplicationRow, claimedAt: number, clock: Clock): Promise<void> {
  try {
    await recordNote(row.id, 'sending', row.updatedAt)
    await deliver(row, claimedAt, clock)
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
