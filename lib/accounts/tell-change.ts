import 'server-only'
import type { Statements } from '@/db/client'
import { queueMail } from '@/db/mails'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'
import type { Locale } from '@/lib/shared/locale'

/** What tells a person by mail that their password was changed, in the transaction of the change; nothing while mail is off. */
export function tellChange(userId: string, locale: Locale, now: Date): Statements {
  if (env().mail === null) return () => []
  const id = newId()
  const mail = { id, kind: 'password-changed', subjectId: userId, dedupe: `password-changed:${id}`, locale } as const
  return (db) => [queueMail(db, mail, now)]
}
