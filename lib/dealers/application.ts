import 'server-only'
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { ApplicationRow } from '@/db/applications'
import { decrypt, decryptJson, encrypt } from '@/lib/encryption'
import { env } from '@/lib/env'
import { type Answers, DEALER_FIELD_NAMES, type DealerField } from '@/lib/shared/dealers/dealer'

/** An application with its answers and its link in the clear. */
export type Application = Omit<ApplicationRow, 'answers' | 'formLink'> & {
  answers: Answers
  formLink: string | null
  /** The answers as stored. A save names the ones it read, so that it never overwrites another's. */
  storedAnswers: string
}

/** Answers of any version: a question that is no longer asked is left out. */
const ANSWERS = z.object(
  Object.fromEntries(DEALER_FIELD_NAMES.map((name) => [name, z.string().exactOptional()])) as Record<
    DealerField,
    z.ZodExactOptional<z.ZodString>
  >,
)

export async function openApplication(row: ApplicationRow): Promise<Application> {
  return {
    ...row,
    storedAnswers: row.answers,
    answers: await decryptJson('application', row.answers, ANSWERS),
    formLink: row.formLink && (await decrypt('application-link', row.formLink)),
  }
}

export async function encryptAnswers(answers: Answers): Promise<string> {
  return encrypt('application', JSON.stringify(answers))
}

export async function encryptLink(link: string): Promise<string> {
  return encrypt('application-link', link)
}

/** Stands for a tax number at this Paynet, so that a dealer has one open application at most. */
export function taxDigest(taxNumber: string): string {
  return createHmac('sha256', env().authSecret).update(`tax:${env().paynet.url}:${taxNumber}`).digest('base64url')
}
