import { type ApplicationView, countDocuments, isDecided } from '@/lib/shared/dealers/application-view'

export const STEPS = ['sent', 'documents', 'review', 'decision'] as const
export type Step = (typeof STEPS)[number]
export type StepState = 'done' | 'now' | 'open'

/** How far an application has come. A step that Paynet skipped stays open: only what happened is called done. */
export function applicationSteps({ status, atPaynet, own }: ApplicationView): Record<Step, StepState> {
  const list = own?.documents
  const count = list?.isKnown ? countDocuments(list) : null
  const areAllThere = list?.isKnown === true && (count === null || count.sent === count.needed)
  const now: Step = status !== 'received' ? 'sent' : isDecided(atPaynet?.status) ? 'decision' : areAllThere ? 'review' : 'documents'
  const isDone: Record<Step, boolean> = {
    sent: now !== 'sent',
    documents: areAllThere,
    review: atPaynet?.status === 'done',
    decision: false,
  }
  return Object.fromEntries(STEPS.map((step) => [step, step === now ? 'now' : isDone[step] ? 'done' : 'open'])) as Record<Step, StepState>
}
