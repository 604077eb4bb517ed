import { expect, test } from 'vitest'
import type { OwnView } from '@/lib/shared/dealers/application-view'
import { LOCALES } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import { applicationNews } from './application-news'

const at = new Date('2026-11-27T10:00:00Z')
const own: OwnView = { sentAt: at, isWaiting: false, followUp: null, refused: null, answers: [], atPaynet: null, documents: null }

test.each(LOCALES)(
  'in %s, an application that an operator closed is not said to be refused by Paynet or to share its number with another',
  (locale) => {
    const words = messagesFor(locale).applications
    for (const whose of [own, null]) {
      const view = { id: 'a', status: 'refused' as const, formId: null, own: whose }
      const said = ({ heading, lead, next }: ReturnType<typeof applicationNews>) => [heading, lead, next].join(' ')
      expect(said(applicationNews({ ...view, isClosed: false }, words))).toContain('Paynet')
      expect(said(applicationNews({ ...view, isClosed: true }, words))).not.toMatch(/Paynet|vergi|numara|tax|number/i)
    }
  },
)

test.each(LOCALES)('in %s, an application that Paynet has closed is said to be closed, with the way to apply again', (locale) => {
  const words = messagesFor(locale).applications
  const view = {
    id: 'a',
    status: 'received' as const,
    formId: '4567',
    isClosed: false,
    own: { ...own, atPaynet: { status: 'ended' as const, at } },
  }
  expect(applicationNews(view, words)).toMatchObject({ heading: words.status.ended.heading, ways: [{ href: '/dealers/apply' }] })
})
