import 'server-only'
import { atomically, together } from '@/db/client'
import { queueMail } from '@/db/mails'
import { emailDigests } from '@/lib/email'
import { encrypt } from '@/lib/encryption'
import { newId } from '@/lib/ids'
import { countUses, fromAddress, type Use, waitFor } from '@/lib/rate-limit'
import { emailProblem, parseEmail } from '@/lib/shared/account-form'
import { holdsCardNumber } from '@/lib/shared/cards/number-in-text'
import type { Locale } from '@/lib/shared/locale'
import { fail, ok, type Result } from '@/lib/shared/result'
import type { Origin } from './password-tries'

/**
 * Queues a mail with a link to set a new password. Whether the address has an account is not looked up until the mail is
 * written, so neither the answer nor its time can tell; nor does a limit. Fails with `invalid`.
 */
export async function askForReset(
  email: string,
  { address }: Pick<Origin, 'address'>,
  locale: Locale,
  now: Date,
): Promise<Result<'asked'>> {
  const problem = emailProblem(email) ?? (holdsCardNumber(email) ? 'email-form' : null)
  const known = parseEmail(email)
  if (problem !== null || known === null) return fail({ kind: 'invalid', fields: [{ field: 'email', problem: problem ?? 'email-form' }] })
  const uses: Use[] = [...fromAddress('resets-from-address', address), ['resets-of-account', emailDigests(known)[0]]]
  const id = newId()
  const sealed = { to: await encrypt('mail-address', known), secret: await encrypt('mail-secret', newId()) }
  const mail = { id, kind: 'reset', subjectId: id, dedupe: `reset:${id}`, locale, ...sealed } as const
  const isQueued = await atomically(together(countUses(uses, now), (db) => [queueMail(db, mail, now)]))
  // For the metrics: nobody is told how long to wait.
  if (!isQueued) await waitFor(uses, now)
  return ok('asked')
}
