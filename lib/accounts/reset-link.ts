import 'server-only'
import { putPasswordReset } from '@/db/password-resets'
import { findUserRowByDigests } from '@/db/users'
import { later } from '@/lib/clock'
import { emailDigests } from '@/lib/email'
import { env } from '@/lib/env'
import { digest, newId } from '@/lib/ids'
import { parseEmail } from '@/lib/shared/account-form'

/** A link to set a new password, once, within that time; an earlier one stops working. Null for an unknown address. */
export async function makeResetLink(email: string, validMs: number, now: Date): Promise<{ url: string; expiresAt: Date } | null> {
  const known = parseEmail(email)
  const user = known && (await findUserRowByDigests(emailDigests(known)))
  if (!user) return null
  const token = newId()
  const expiresAt = later(now, validMs)
  await putPasswordReset({ userId: user.id, tokenDigest: digest(token), expiresAt })
  return { url: `${env().appUrl}/reset/${token}`, expiresAt }
}
