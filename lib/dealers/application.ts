import 'server-only'
import { createHmac } from 'node:crypto'
import type { ApplicationRow } from '@/db/applications'
import { decrypt, encrypt } from '@/lib/encryption'
import { env } from '@/lib/env'
import type { Answers } from '@/lib/shared/dealers/dealer'

/** An application with its answers and its link in the clear. */
export type Application = Omit<ApplicationRow, 'answers' | 'formLink'> & {
  answers: Answers
  formLink: string | null
  /** The answers as stored; who saves says which ones they were, so that nobody overwrites another's. */
  sealed: string
}

export async function openApplication(row: ApplicationRow): Promise<Application> {
  return {
    ...row,
    sealed: row.answers,
    answers: JSON.parse(await decrypt('application', row.answers)) as Answers,
    formLink: row.formLink && (await decrypt('application-link', row.formLink)),
  }
}

export async function encryptAnswers(answers: Answers): Promise<string> {
  return encrypt('application', JSON.stringify(answers))
}

export async function encryptLink(link: string): Promise<string> {
  return encrypt('application-link', link)
}

/** What a tax number is known by here, at this Paynet: one dealer has one open application. */
export function taxDigest(taxNumber: string): string {
  return createHmac('sha256', env().authSecret).update(`tax:${env().paynet.url}:${taxNumber}`).digest('base64url')
}
