import 'server-only'
import { prolongPasswordReset, putPasswordReset } from '@/db/password-resets'
import { findUserRowByDigests } from '@/db/users'
import { later } from '@/lib/clock'
import { emailDigests } from '@/lib/email'
import { env } from '@/lib/env'
import { digest, newId } from '@/lib/ids'
import { parseEmail } from '@/lib/shared/account-form'

/** A link to set a new password, once, within that time; an earlier one stops working. Null for an unknown address. */
export async function makeResetLink(email: string, validMs: number, now: Date): Promise<{ url: string; expiresAt: Date } | null> {
  const user = await findUser(email)
  if (!user) return null
  const token = newId()
  const expiresAt = later(now, validMs)
  await putPasswordReset({ userId: user.id, tokenDigest: digest(token), expiresAt })
  return { url: urlOf(token), expiresAt }
}

/**
 * The same for a mail, which has brought its token. Only its first try replaces an earlier link; a later one is `over` if the
 * link has been used or replaced meanwhile, or a mail that was late would end the link that its reader is using.
 */
export async function mailResetLink(
  email: string,
  token: string,
  { isFirstTry, validMs }: { isFirstTry: boolean; validMs: number },
  now: Date,
): Promise<{ url: string } | 'no-address' | 'over'> {
  const user = await findUser(email)
  if (!user) return 'no-address'
  const reset = { userId: user.id, tokenDigest: digest(token), expiresAt: later(now, validMs) }
  if (isFirstTry) await putPasswordReset(reset)
  else if (!(await prolongPasswordReset(reset))) return 'over'
  return { url: urlOf(token) }
}

async function findUser(email: string) {
  const known = parseEmail(email)
  return known && findUserRowByDigests(emailDigests(known))
}

function urlOf(token: string): string {
  return `${env().appUrl}/reset/${token}`
}
