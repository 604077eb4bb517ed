import type { Tone } from '@/components/ui/status-mark'
import { type ApplicationView, countDocuments, isDecided } from '@/lib/shared/dealers/application-view'
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
export function applicationNews(view: ApplicationView, words: Messages['applications']): ApplicationNews {
  const { status, isClosed, own } = view
  switch (status) {
    case 'sending':
      return { ...plain, ...(own?.isWaiting ? words.status.waiting : words.status.sending), tone: 'wait', isPending: true }
    case 'verifying':
      return { ...plain, ...words.status.verifying, tone: 'wait', isUrgent: true }
    case 'received':
      return newsFromPaynet(view, words)
    case 'refused': {
      const { heading, lead, next, because, mend, review } = words.status.refused
      const { closed } = words.status
      const news = { ...plain, tone: 'bad' as const, heading, lead, ...(isClosed ? closed : {}) }
      if (!own) return { ...news, next: null }
      const tasks = { href: '/dealers/apply/tasks', text: review }
      if (!own.refused) return { ...news, next: isClosed ? closed.next : next, ways: [tasks] }
      const { field, task } = own.refused
      const label = words.fields[field]
      return { ...news, next: because(label), ways: [{ href: `/dealers/apply/${task}#${field}`, text: mend(label) }, tasks] }
    }
  }
}

/** Follows Paynet's word: nothing is said to be reviewed, or asked for, once Paynet has decided. */
function newsFromPaynet({ atPaynet, own }: ApplicationView, words: Messages['applications']): ApplicationNews {
  const { decided, ended, documents, reviewing, withoutDocuments, received } = words.status
  const follow = own?.followUp ? [{ href: own.followUp, text: words.followUp }] : []
  if (isDecided(atPaynet?.status)) {
    if (atPaynet?.status !== 'ended') return { ...plain, ...decided, tone: 'wait', ways: follow }
    const { again, ...closed } = ended
    return { ...plain, ...closed, tone: 'bad', ways: own ? [{ href: '/dealers/apply', text: again }] : [] }
  }
  const list = own?.documents
  const count = list ? countDocuments(list) : null
  const said = !list?.isKnown ? received : count === null ? withoutDocuments : count.sent < count.needed ? documents : reviewing
  return { ...plain, ...said, tone: 'good', ways: follow }
}
