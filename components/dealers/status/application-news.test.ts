import { describe, expect, test } from 'vitest'
import type { ApplicationView, DocumentList, DocumentView, OwnView, PaynetStatus } from '@/lib/shared/dealers/application-view'
import { LOCALES } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import { applicationNews } from './application-news'
import { applicationSteps } from './application-steps'

const at = new Date('2026-11-27T10:00:00Z')
const own: OwnView = { sentAt: at, isWaiting: false, followUp: null, refused: null, answers: [], documents: null }

test.each(LOCALES)(
  'in %s, an application that an operator closed is not said to be refused by Paynet or to share its number with another',
  (locale) => {
    const words = messagesFor(locale).applications
    for (const whose of [own, null]) {
      const view = { id: 'a', status: 'refused' as const, formId: null, atPaynet: null, own: whose }
      const said = ({ heading, lead, next }: ReturnType<typeof applicationNews>) => [heading, lead, next].join(' ')
      expect(said(applicationNews({ ...view, isClosed: false }, words))).toContain('Paynet')
      expect(said(applicationNews({ ...view, isClosed: true }, words))).not.toMatch(/Paynet|vergi|numara|tax|number/i)
    }
  },
)

const document = (id: string, isSent: boolean, isRequired = true): DocumentView => ({
  id,
  name: id,
  isRequired,
  sent: isSent ? { status: 'uploaded', at, kilobytes: 1 } : null,
})
const none = { isKnown: true, documents: [] }
const some = { isKnown: true, documents: [document('1', true), document('2', false), document('3', false, false)] }
const all = { isKnown: true, documents: [document('1', true), document('2', true), document('3', false, false)] }

function received(documents: DocumentList | null, status: PaynetStatus | null, isOwn = true): ApplicationView {
  const followUp = 'https://www.paynet.com.tr/basvuru-takip?form_id=1'
  return {
    id: 'a',
    status: 'received',
    formId: '4567',
    isClosed: false,
    atPaynet: status && { status, at },
    own: isOwn ? { ...own, followUp, documents } : null,
  }
}

describe.each(LOCALES)('in %s', (locale) => {
  const words = messagesFor(locale).applications

  test.each([none, some, all, null])(
    'one that Paynet has reviewed or closed is not called good, nor asked for documents: %#',
    (documents) => {
      for (const isOwn of [true, false]) {
        const done = applicationNews(received(documents, 'done', isOwn), words)
        expect(done).toMatchObject({ tone: 'wait', ...words.status.decided })
        const ended = applicationNews(received(documents, 'ended', isOwn), words)
        expect(ended).toMatchObject({ tone: 'bad', heading: words.status.ended.heading })
        expect(ended.ways.map(({ href }) => href)).toEqual(isOwn ? ['/dealers/apply'] : [])
      }
    },
  )

  test('documents are asked for until those that Paynet insists on are there, and only then is a review spoken of', () => {
    expect(applicationNews(received(some, 'waiting'), words)).toMatchObject({ ...words.status.documents, next: null })
    expect(applicationNews(received(all, 'listed'), words)).toMatchObject(words.status.reviewing)
    expect(applicationNews(received(none, null), words)).toMatchObject(words.status.withoutDocuments)
    for (const view of [
      received(null, 'waiting'),
      received({ isKnown: false, documents: [] }, 'waiting'),
      received(all, 'waiting', false),
    ]) {
      expect(applicationNews(view, words)).toMatchObject(words.status.received)
    }
  })
})

test('the steps follow Paynet’s word, and only what happened is done', () => {
  const steps = (view: ApplicationView) => Object.values(applicationSteps(view)).join(' ')
  expect(steps({ ...received(null, null), status: 'sending' })).toBe('now open open open')
  expect(steps({ ...received(null, null), status: 'verifying' })).toBe('now open open open')
  expect(steps(received(some, 'waiting'))).toBe('done now open open')
  expect(steps(received({ isKnown: false, documents: [] }, 'waiting'))).toBe('done now open open')
  expect(steps(received(all, 'waiting'))).toBe('done done now open')
  expect(steps(received(none, 'listed'))).toBe('done done now open')
  expect(steps(received(all, 'done'))).toBe('done done done now')
  expect(steps(received(some, 'ended'))).toBe('done open open now')
})
