import type { Tone } from '@/components/ui/status-mark'
import type { ApplicationView } from '@/lib/shared/dealers/application-view'
import type { Messages } from '@/lib/shared/messages'

export type ApplicationNews = {
  tone: Tone
  heading: string
  /** Announced together with the heading when the status changes. */
  lead: string
  isUrgent: boolean
  next: string | null
  /** The outcome is still to come, and the page asks again automatically. */
  isPending: boolean
  /** Where to go from here, the best first. */
  ways: Array<{ href: string; text: string }>
}

const plain = { isUrgent: false, isPending: false, next: null, ways: [] }

/** What an application's page says. Only the owner learns where to correct it. */
export function applicationNews(
  { status, isClosed, own }: ApplicationView,
  { status: words, fields, followUp }: Messages['applications'],
): ApplicationNews {
  switch (status) {
    case 'sending':
      return { ...plain, ...(own?.isWaiting ? words.waiting : words.sending), tone: 'wait', isPending: true }
    case 'verifying':
      return { ...plain, ...words.verifying, tone: 'wait', isUrgent: true }
    case 'received':
      if (own?.atPaynet?.status === 'ended')
        return { ...plain, ...words.ended, tone: 'bad', ways: [{ href: '/dealers/apply', text: words.ended.again }] }
      return { ...plain, ...words.received, tone: 'good', ways: own?.followUp ? [{ href: own.followUp, text: followUp }] : [] }
    case 'refused': {
      const { heading, lead, next, because, mend, review } = words.refused
      const view = { ...plain, tone: 'bad' as const, heading, lead, ...(isClosed ? words.closed : {}) }
      if (!own) return { ...view, next: null }
      const tasks = { href: '/dealers/apply/tasks', text: review }
      if (!own.refused) return { ...view, next: isClosed ? words.closed.next : next, ways: [tasks] }
      const { field, task } = own.refused
      const label = fields[field]
      return { ...view, next: because(label), ways: [{ href: `/dealers/apply/${task}#${field}`, text: mend(label) }, tasks] }
    }
  }
}
