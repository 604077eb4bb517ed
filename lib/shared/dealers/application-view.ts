import type { ApplicationStatus, DealerField, DocumentStatus, Task } from './dealer'
import type { FileProblem } from './document-file'
import type { MaskedAnswer } from './mask-answers'

/** An application as its page shows it. `own` is null for visitors with only the link: they see status and number. */
export type ApplicationView = {
  id: string
  status: Exclude<ApplicationStatus, 'draft'>
  /** Paynet's number for it, once there is one. */
  formId: string | null
  /** The last status from Paynet. */
  atPaynet: { status: PaynetStatus; at: Date } | null
  own: OwnView | null
  /** Refused by one of our operators: Paynet has not answered, or was not asked. */
  isClosed: boolean
}

export type OwnView = {
  /** When it was sent. While `isWaiting`, nothing has left yet. */
  sentAt: Date
  isWaiting: boolean
  followUp: string | null
  refused: { field: DealerField; task: Task } | null
  answers: MaskedAnswer[]
  documents: DocumentList | null
}

export const PAYNET_STATUSES = ['listed', 'waiting', 'done', 'ended'] as const
export type PaynetStatus = (typeof PAYNET_STATUSES)[number]

/** Paynet has reviewed or closed it, and looks at no more documents. */
export function isDecided(status: PaynetStatus | undefined): boolean {
  return status === 'done' || status === 'ended'
}

/** Empty with `isKnown: false` until Paynet says which documents it wants. */
export type DocumentList = { isKnown: boolean; documents: DocumentView[] }

/** A document that Paynet wants. `sent` is null until one was sent, and `isRequired` if Paynet does not say. */
export type DocumentView = {
  id: string
  name: string
  isRequired: boolean | null
  sent: { status: Exclude<DocumentStatus, 'removed'>; at: Date; kilobytes: number } | null
}

/** How many of the documents that Paynet insists on have been sent; null if it insists on none, or does not say. */
export function countDocuments({ documents }: DocumentList): { sent: number; needed: number } | null {
  const needed = documents.filter(({ isRequired }) => isRequired !== false)
  if (needed.length === 0) return null
  return { sent: needed.filter(({ sent }) => sent?.status === 'uploaded').length, needed: needed.length }
}

/** The outcome of sending or removing a document, as carried in the page's address. */
export const DOCUMENT_OUTCOMES = [
  'uploaded',
  'removed',
  'refused',
  'unavailable',
  'unknown',
  'busy',
  'too-often',
  'empty',
  'too-large',
  'not-a-document',
  'heic',
  'broken-off',
] as const satisfies readonly (string | FileProblem)[]
export type DocumentOutcome = (typeof DOCUMENT_OUTCOMES)[number]

export function isDocumentOutcome(word: unknown): word is DocumentOutcome {
  return DOCUMENT_OUTCOMES.some((outcome) => outcome === word)
}
