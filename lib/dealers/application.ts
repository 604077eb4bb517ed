import 'server-only'
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { ApplicationRow } from '@/db/applications'
import { decrypt, decryptJson, encrypt, keyedDigests } from '@/lib/encryption'
import { env } from '@/lib/env'
import { type Answers, DEALER_FIELD_NAMES } from '@/lib/shared/dealers/dealer'

/** An application with its answers and its link in the clear. */
export type Application = Omit<ApplicationRow, 'answers' | 'formLink'> & {
  answers: Answers
  formLink: string | null
  /** The answers as stored. A save names the ones it read, so that it never overwrites another's. */
  storedAnswers: string
}

/** Answers of any version: a question that is no longer asked is left out. */
const ANSWERS = z.object(
  Object.fromEntries([...DEALER_FIELD_NAMES, 'agent_reference', 'locale'].map((name) => [name, z.string().exactOptional()])) as Record<
    keyof Answers,
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

const LONGEST_LINK_TEXT = 2_000

/** The link of a receipt, for its row. What leads to no host of Paynet's is kept as it came, for the operator. */
export async function encryptLink(link: string | null, text: string | null): Promise<Pick<ApplicationRow, 'formLink' | 'formLinkText'>> {
  if (link !== null) return { formLink: await encrypt('application-link', link), formLinkText: null }
  return { formLink: null, formLinkText: text && (await encrypt('application-link-text', text.slice(0, LONGEST_LINK_TEXT))) }
}

/** The link as Paynet wrote it, where it leads to no host of Paynet's. Never for a page: it may lead anywhere. */
export async function readLinkText({ formLinkText }: Pick<ApplicationRow, 'formLinkText'>): Promise<string | null> {
  return formLinkText && decrypt('application-link-text', formLinkText)
}

/**
 * Stand for a tax number at this Paynet, so that a dealer has one open application at most: the one to write, and
 * all under which an open one may be stored.
 */
export function taxDigests(taxNumber: string): [newest: string, ...others: string[]] {
  const text = `tax:${env().paynet.url}:${taxNumber}`
  const [newest, ...older] = keyedDigests('tax number', text)
  // An instance of an earlier version may still write these, until the next start moves them (`tax-digests.ts`).
  const earlier = env().authSecrets.map((secret) => createHmac('sha256', secret).update(text).digest('base64url'))
  return [newest, ...older, ...earlier]
}
