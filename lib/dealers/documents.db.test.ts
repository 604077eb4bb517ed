import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listDocumentRows } from '@/db/application-documents'
import { HOUR, MINUTE } from '@/lib/duration'
import { env } from '@/lib/env'
import { leaseMs } from '@/lib/lease'
import { MAX_DOCUMENT_BYTES } from '@/lib/shared/dealers/document-file'
import { HANGS_MS, meeting, paynet } from '@/scripts/test/setup'
import type { Application } from './application'
import { givenDraft, givenSent, history, reread, send, stoppedClock } from './dealers.test-kit'
import { documentNames, forgetDocumentTypes, listDocumentTypes } from './document-types'
import { listDocuments, mayChangeDocument, removeDocument, sendDocument } from './documents'

const clock = stoppedClock()
const UPLOAD = 'membership_upload_file_insert'
const photo = (size = 1_000) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(size - 4, 7)])
const pdf = (pages: number, before = '') => Buffer.from(`${before}%PDF-1.7\n${'<< /Type /Page >>\n'.repeat(pages)}`)

beforeEach(async () => {
  await paynet.forget()
  forgetDocumentTypes()
})
const { timeoutMs } = env().paynet
afterEach(() => {
  Object.assign(env().paynet, { timeoutMs })
  return paynet.clearFaults()
})

/** What is shown of a document here. */
async function shown(application: Application, id = '1') {
  const { documents } = await listDocuments(application, clock.at())
  return documents.find((document) => document.id === id)?.sent?.status ?? 'missing'
}

type AtPaynet = { doctype_id: number; media_type: string; bytes: number; deleted: boolean }

async function files({ formId }: Application): Promise<AtPaynet[]> {
  const found = (await paynet.applications()).find(({ form_id }) => String(form_id) === formId)
  return (found?.files ?? []) as AtPaynet[]
}

async function uploads(): Promise<number> {
  return (await paynet.calls()).filter(({ service }) => service === UPLOAD).length
}

describe('the list of documents', () => {
  test('is Paynet’s for the form type', async () => {
    const company = await listDocuments(await givenSent(clock), clock.at())
    expect(company).toMatchObject({ isKnown: true })
    expect(company.documents.length).toBeGreaterThan(3)
    expect(company.documents[0]).toEqual({ id: '1', name: expect.any(String), isRequired: true, sent: null })
    const person = await listDocuments(await givenSent(clock, { form_type: '2' }), clock.at())
    expect(person.documents.length).toBeLessThan(company.documents.length)
  })

  test('is named before there is an application, without waiting for a Paynet that is slow', async () => {
    const company = await listDocumentTypes(3, clock.at())
    expect(await documentNames(3, clock.at())).toEqual(company?.map(({ name }) => name))
    forgetDocumentTypes()
    await paynet.fault({ fault: 'slow', service: 'membership_formtypes_and_doctypes', ms: HANGS_MS })
    const asked = listDocumentTypes(3, clock.at())
    expect(await Promise.all([documentNames(3, clock.at()), documentNames(3, clock.at())])).toEqual([null, null])
    expect(await paynet.release(asked)).toEqual(company)
  })

  test('is asked for once an hour, and kept if Paynet does not answer', async () => {
    const asked = async () => (await paynet.calls()).filter(({ service }) => service === 'membership_formtypes_and_doctypes').length
    const types = await listDocumentTypes(3, clock.at())
    clock.pass(HOUR - 1)
    await listDocumentTypes(3, clock.at())
    expect(await asked()).toBe(1)
    clock.pass(1)
    await paynet.fault({ fault: 'http-500', service: 'membership_formtypes_and_doctypes' })
    expect(await listDocumentTypes(3, clock.at())).toEqual(types)
    expect(await listDocumentTypes(3, clock.at()), 'nor asked again at once').toEqual(types)
    expect(await asked()).toBe(2)
    clock.pass(MINUTE)
    await paynet.clearFaults()
    await listDocumentTypes(3, clock.at())
    expect(await asked()).toBe(3)
  })

  test('is unknown until Paynet has answered once, and until then nothing is sent', async () => {
    const sent = await givenSent(clock)
    await paynet.fault({ fault: 'html', service: 'membership_formtypes_and_doctypes' })
    expect(await listDocuments(sent, clock.at())).toEqual({ isKnown: false, documents: [] })
    expect(await sendDocument(sent, '1', photo(), clock)).toBe('unavailable')
    expect(await uploads()).toBe(0)
  })
})

describe('sending a document', () => {
  test.each([
    ['a photo of 5 MB', photo(5 * 1024 * 1024), 'image/jpeg'],
    ['a PDF', pdf(20), 'application/pdf'],
    ['a PDF of many pages, or of few that were saved again and again', pdf(200), 'application/pdf'],
    ['a PDF behind a byte order mark and a line', pdf(7, '\ufeff\r\n'), 'application/pdf'],
    ['a PNG', Buffer.from('\x89PNG\r\n\x1a\n and so on', 'latin1'), 'image/png'],
  ])('%s arrives whole, and is not kept here', async (_name, file, media_type) => {
    const sent = await givenSent(clock)
    expect(await sendDocument(sent, '1', file, clock)).toBe('uploaded')
    expect(await files(sent)).toEqual([expect.objectContaining({ doctype_id: 1, media_type, bytes: file.length, deleted: false })])
    expect(await listDocumentRows(sent.id)).toEqual([
      expect.objectContaining({ doctypeId: '1', status: 'uploaded', mediaType: media_type, bytes: file.length }),
    ])
    expect(await shown(sent)).toBe('uploaded')
  })

  test.each([
    ['empty', Buffer.alloc(0)],
    ['too-large', photo(MAX_DOCUMENT_BYTES + 1)],
    ['not-a-document', Buffer.from('<svg onload=alert(1)>')],
    ['heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic')],
  ])('a file that is %s is not sent', async (outcome, file) => {
    const sent = await givenSent(clock)
    expect(await sendDocument(sent, '1', file, clock)).toBe(outcome)
    expect([await uploads(), await shown(sent)]).toEqual([0, 'missing'])
  })

  test('one that Paynet does not want, or before it has the application, is refused here', async () => {
    const sent = await givenSent(clock)
    for (const id of ['77', '', '../1', '1 ']) expect(await sendDocument(sent, id, photo(), clock), id).toBe('refused')
    expect(await sendDocument(await givenDraft(clock), '1', photo(), clock)).toBe('refused')
    await paynet.fault({ fault: 'html', service: 'membership_formdata_insert', times: 1 })
    expect(await sendDocument(await givenSent(clock), '1', photo(), clock)).toBe('refused')
    expect(await uploads()).toBe(0)
  })

  test('a second one of a type replaces the first', async () => {
    const sent = await givenSent(clock)
    await sendDocument(sent, '1', photo(), clock)
    clock.pass(MINUTE)
    expect(await sendDocument(sent, '1', pdf(1), clock)).toBe('uploaded')
    expect((await files(sent)).map(({ media_type }) => media_type)).toEqual(['application/pdf'])
    expect(await listDocumentRows(sent.id)).toHaveLength(1)
  })

  test('one that is removed is gone; removing it twice is harmless', async () => {
    const sent = await givenSent(clock)
    await sendDocument(sent, '1', photo(), clock)
    expect(await removeDocument(sent, '1', clock)).toBe('removed')
    expect(await removeDocument(sent, '1', clock)).toBe('removed')
    expect([(await files(sent))[0]?.deleted, await shown(sent)]).toEqual([true, 'missing'])
  })

  test('sixty changes a day are enough for an application', async () => {
    const sent = await givenSent(clock)
    for (let time = 0; time < 60; time += 1) expect(await mayChangeDocument(sent, clock.at())).toBe(true)
    expect(await mayChangeDocument(sent, clock.at())).toBe(false)
    expect(await mayChangeDocument(await givenSent(clock), clock.at())).toBe(true)
  })
})

describe('a lost answer', () => {
  test.each([
    ['answer-lost-before', 0],
    ['answer-lost-after', 1],
    ['slow', 1],
    ['http-500', 0],
    ['http-500-after', 1],
    ['html', 0],
    ['truncated', 1],
    ['code-8', 0],
    ['code-10', 0],
  ])('%s: the document is unknown and may be sent again', async (fault, arrived) => {
    const sent = await givenSent(clock)
    await paynet.fault({ fault, service: UPLOAD, times: 1, ...(fault === 'slow' ? { ms: HANGS_MS } : {}) })
    expect(await meeting(fault, () => sendDocument(sent, '1', photo(), clock))).toBe('unknown')
    expect([await shown(sent), (await files(sent)).length]).toEqual(['unknown', arrived])
    expect(await sendDocument(sent, '1', photo(), clock)).toBe('uploaded')
    expect([await shown(sent), (await files(sent)).length]).toEqual(['uploaded', 1])
  })

  test('to a removal leaves it unknown', async () => {
    const sent = await givenSent(clock)
    await sendDocument(sent, '1', photo(), clock)
    await paynet.fault({ fault: 'answer-lost-before', service: 'membership_upload_file_delete', times: 1 })
    expect([await removeDocument(sent, '1', clock), await shown(sent)]).toEqual(['unknown', 'unknown'])
  })

  test.each([
    ['code-13', 'refused'],
    ['http-403', 'unavailable'],
  ])('%s leaves the earlier document as it was, and is said to be %s', async (fault, outcome) => {
    const sent = await givenSent(clock)
    await paynet.fault({ fault, service: UPLOAD, times: 1 })
    expect([await sendDocument(sent, '1', photo(), clock), await shown(sent)]).toEqual([outcome, 'missing'])
    await sendDocument(sent, '1', photo(), clock)
    await paynet.fault({ fault, service: UPLOAD, times: 1 })
    expect([await sendDocument(sent, '1', pdf(1), clock), await shown(sent)]).toEqual([outcome, 'uploaded'])
    expect(await listDocumentRows(sent.id)).toEqual([expect.objectContaining({ mediaType: 'image/jpeg' })])
  })

  test('while one is being sent another of its type waits, unless the sending process has died', async () => {
    const sent = await givenSent(clock)
    await paynet.fault({ fault: 'slow', service: UPLOAD, times: 1, ms: HANGS_MS })
    const first = sendDocument(sent, '1', photo(), clock)
    await expect.poll(() => shown(sent)).toBe('sending')
    expect(await sendDocument(sent, '1', photo(), clock)).toBe('busy')
    clock.pass(leaseMs() + 1)
    expect(await shown(sent)).toBe('unknown')
    expect(await sendDocument(sent, '1', pdf(1), clock)).toBe('uploaded')
    await paynet.release(first)
    expect(await listDocumentRows(sent.id), 'a sender that was given up writes nothing more').toEqual([
      expect.objectContaining({ status: 'uploaded', mediaType: 'application/pdf' }),
    ])
  })
})

test('the history has the calls, and nothing of a file', async () => {
  const sent = await givenSent(clock)
  await sendDocument(sent, '1', photo(), clock)
  expect((await history(sent)).at(-1)).toMatch(/^upload_file_insert · done · HTTP 200 · \d+ ms$/)
})

test('pressing again does not send what was sent before', async () => {
  const sent = await givenSent(clock)
  await send(await reread(sent), clock)
  expect(await paynet.applications()).toHaveLength(1)
})
