import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { deleteOldDrafts, endAccessToApplications, findApplicationByAccess, findApplicationRow, patchApplication } from '@/db/applications'
import { query } from '@/db/client'
import { applications } from '@/db/schema'
import { DAY } from '@/lib/duration'
import { encrypt } from '@/lib/encryption'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { digest, newId } from '@/lib/ids'
import type { Answers } from '@/lib/shared/dealers/dealer'
import { openApplication } from './application'
import { findBotSign } from './bot-check'
import { deleteDraft, findByLink, newLink, presetReference, resume, saveTask, startDraft } from './drafts'
import { pageAfter, statusOf, unfinishedTasks } from './progress'

const START = new Date('2026-11-22T09:00:00.000Z')
const after = (ms: number) => new Date(START.getTime() + ms)

/** Public test numbers, which belong to no one. */
const BUSINESS: Answers = {
  form_type: '2',
  company_name: 'Kanarya Ticaret',
  tckn_vkn: '10000000146',
  tax_office: 'Beşiktaş',
  company_fieldof_activity: 'mobilya',
}
const BANK: Answers = { iban: 'TR330006100519786457841326' }

async function givenDraft(from: Partial<{ address: string; userId: string }> = {}) {
  const access = newId()
  const origin = { accessDigest: async () => digest(access), userId: from.userId ?? null, address: from.address ?? newId() }
  const started = await startDraft(origin, START)
  if (!started.ok) throw new Error(started.failure.kind)
  return { id: started.value.id, access, application: await draft(started.value.id) }
}

async function draft(id: string) {
  const row = await findApplicationRow(id)
  if (!row) throw new Error('gone')
  return openApplication(row)
}

async function setStatus(id: string, status: 'draft' | 'sending' | 'refused' | 'received', refusedField: string | null = null) {
  await query((db) => db.update(applications).set({ status, refusedField }).where(eq(applications.id, id)))
}

test('answers come back as they were saved, and the database never has them in the clear', async () => {
  const { id, application, access } = await givenDraft()
  const saved = await saveTask(application, 'business', BUSINESS, START)
  expect(saved.ok && saved.value.answers).toEqual(BUSINESS)
  await saveTask(await draft(id), 'bank', BANK, START)
  expect((await draft(id)).answers).toEqual({ ...BUSINESS, ...BANK })
  const rows = JSON.stringify(await query((db) => db.select().from(applications)))
  for (const secret of ['Kanarya', '10000000146', 'TR33', 'Beşiktaş', access]) expect(rows).not.toContain(secret)
})

test('an answer that is emptied is gone, and other pages stay', async () => {
  const { id, application } = await givenDraft()
  await saveTask(application, 'contact', { contact_name: 'Ali Duru', phone: '2123456789' }, START)
  await saveTask(await draft(id), 'bank', BANK, START)
  await saveTask(await draft(id), 'contact', { contact_name: 'Ali Duru' }, START)
  expect((await draft(id)).answers).toEqual({ contact_name: 'Ali Duru', ...BANK })
})

test('two tabs that save different pages at once both keep their answers', async () => {
  const { id, application } = await givenDraft()
  const done = await Promise.all([
    saveTask(application, 'business', BUSINESS, START),
    saveTask(application, 'bank', BANK, START),
    saveTask(application, 'contact', { contact_name: 'Ali Duru' }, START),
    saveTask(application, 'sales', { is_charged: 'true' }, START),
  ])
  expect(done.map(({ ok }) => ok)).toEqual([true, true, true, true])
  expect((await draft(id)).answers).toEqual({ ...BUSINESS, ...BANK, contact_name: 'Ali Duru', is_charged: 'true' })
})

test('an application that has been sent takes no more answers and cannot be deleted', async () => {
  const { id, application } = await givenDraft()
  await setStatus(id, 'sending')
  expect(await saveTask(application, 'bank', BANK, START)).toEqual({
    ok: false,
    failure: { kind: 'conflict', because: 'application-over' },
  })
  expect(await deleteDraft(application)).toBe(false)
  expect((await draft(id)).answers).toEqual({})
})

test('a refused application is a draft again once it is saved', async () => {
  const { id, application } = await givenDraft()
  await saveTask(application, 'business', BUSINESS, START)
  await setStatus(id, 'refused', 'tax_office')
  const refused = await draft(id)
  expect(statusOf(refused, 'business')).toBe('in-progress')
  await saveTask(refused, 'business', BUSINESS, START)
  const again = await draft(id)
  expect([again.status, again.refusedField, statusOf(again, 'business')]).toEqual(['draft', null, 'completed'])
})

test('a secret link is good for thirty days, and a new one replaces it', async () => {
  const { id } = await givenDraft()
  const old = await newLink({ id }, START)
  expect((await findByLink(old, after(30 * DAY - 1)))?.id).toBe(id)
  expect(await findByLink(old, after(30 * DAY))).toBeNull()
  const fresh = await newLink({ id }, START)
  expect(await findByLink(old, START)).toBeNull()
  expect((await findByLink(fresh, START))?.id).toBe(id)
  for (const wrong of ['', 'x', newId(), `${fresh}x`]) expect(await findByLink(wrong, START)).toBeNull()
})

test('resuming moves the draft to the browser that asks, as often as it asks', async () => {
  const { id, access } = await givenDraft()
  const token = await newLink({ id }, START)
  const [one, two] = [newId(), newId()]
  for (const mine of [one, two]) {
    const resumed = await resume(token, { accessDigest: async () => digest(mine), userId: null, address: newId() }, START)
    expect(resumed.ok && resumed.value.id).toBe(id)
  }
  const found = await Promise.all([access, one, two].map((token) => findApplicationByAccess(digest(token))))
  expect(found.map((row) => row?.id ?? null)).toEqual([null, null, id])
})

test('a link moves a draft to the account that is signed in where it is opened, otherwise to the browser', async () => {
  const owner = newId()
  const { id } = await givenDraft({ userId: owner })
  const token = await newLink({ id }, START)
  for (const userId of [null, newId(), owner]) {
    await resume(token, { accessDigest: async () => digest(newId()), userId, address: newId() }, START)
    expect((await draft(id)).userId).toBe(userId)
  }
})

test('a guest who signs in and goes on with a draft makes it the account’s, for good', async () => {
  const { id, application } = await givenDraft()
  const userId = newId()
  await saveTask({ ...application, userId }, 'bank', BANK, START)
  expect((await draft(id)).userId).toBe(userId)
  await saveTask({ ...(await draft(id)), userId: newId() }, 'bank', BANK, START)
  await saveTask(application, 'business', BUSINESS, START)
  expect((await draft(id)).userId).toBe(userId)
})

test('once its access was ended, no cookie and no link opens an account’s drafts', async () => {
  const userId = newId()
  const [own, other] = [await givenDraft({ userId }), await givenDraft()]
  const [link, otherLink] = [await newLink(own, START), await newLink(other, START)]
  await endAccessToApplications(userId)
  expect([await findApplicationByAccess(digest(own.access)), await findByLink(link, START)]).toEqual([null, null])
  expect([(await findApplicationByAccess(digest(other.access)))?.id, (await findByLink(otherLink, START))?.id]).toEqual([
    other.id,
    other.id,
  ])
})

test('one address can neither guess at links nor pile up drafts', async () => {
  const address = newId()
  const access = { accessDigest: async () => digest(newId()), userId: null, address }
  for (let count = 0; count < 30; count++)
    expect(await resume(newId(), access, START)).toEqual({ ok: false, failure: { kind: 'not-found' } })
  expect((await resume(newId(), access, START)).ok).toBe(false)
  expect(await resume(newId(), access, START)).toMatchObject({ failure: { kind: 'rate-limited' } })
  for (let count = 0; count < 30; count++) await givenDraft({ address })
  await expect(givenDraft({ address })).rejects.toThrow('rate-limited')
})

test('a deleted draft is gone with its link', async () => {
  const { id, application, access } = await givenDraft()
  const token = await newLink({ id }, START)
  expect(await deleteDraft(application)).toBe(true)
  expect([await findApplicationRow(id), await findByLink(token, START), await findApplicationByAccess(digest(access))]).toEqual([
    null,
    null,
    null,
  ])
  expect(await saveTask(application, 'bank', BANK, START)).toEqual({ ok: false, failure: { kind: 'not-found' } })
})

test('a draft is deleted thirty days after its last change; an application that was sent is not', async () => {
  const [left, kept, sent] = [await givenDraft(), await givenDraft(), await givenDraft()]
  await saveTask(kept.application, 'bank', BANK, after(DAY))
  await setStatus(sent.id, 'received')
  await keepHouse(clockAt(after(30 * DAY - 1)))
  expect(await findApplicationRow(left.id)).not.toBeNull()
  await keepHouse(clockAt(after(30 * DAY)))
  expect(await findApplicationRow(left.id)).toBeNull()
  expect([(await findApplicationRow(kept.id))?.id, (await findApplicationRow(sent.id))?.id]).toEqual([kept.id, sent.id])
  await deleteOldDrafts(after(31 * DAY))
  expect(await findApplicationRow(kept.id)).toBeNull()
})

test('"save and continue" leads on, back to pages that were left out, and to the summary', () => {
  expect(pageAfter(BUSINESS, 'business', false)).toBe('/dealers/apply/contact')
  expect(pageAfter(BANK, 'bank', false)).toBe('/dealers/apply/sales')
  expect(pageAfter({ ...BANK }, 'sales', false)).toBe('/dealers/apply/business')
  expect(pageAfter(BANK, 'bank', true)).toBe('/dealers/apply/check')
  expect(unfinishedTasks({ answers: { ...BUSINESS, ...BANK }, refusedField: null })).toEqual(['contact', 'address', 'sales'])
})

test('a bot is asked to send once more; a person never notices', () => {
  const application = { createdAt: START }
  expect(findBotSign(application, '', after(2_999))).toBe('too-fast')
  expect(findBotSign(application, '', after(3_000))).toBeNull()
  expect(findBotSign(application, 'https://spam.example', after(DAY))).toBe('filled')
})

test('an application with a question that is no longer asked opens without it; one with an answer that is not text does not open', async () => {
  const { id } = await givenDraft()
  const open = async (answers: unknown) => {
    await patchApplication(id, { answers: await encrypt('application', JSON.stringify(answers)) })
    const row = await findApplicationRow(id)
    return row && (await openApplication(row)).answers
  }
  expect(await open({ tax_office: 'Maslak', gone: 'x' })).toEqual({ tax_office: 'Maslak' })
  await expect(open({ tax_office: 1 })).rejects.toThrow('tax_office: invalid_type')
})

test('a link without an expiry opens nothing', async () => {
  const { id } = await givenDraft()
  const token = newId()
  await patchApplication(id, { linkDigest: digest(token), linkExpiresAt: null })
  expect(await findByLink(token, START)).toBeNull()
})

function clockAt(at: Date) {
  return Object.assign(async () => at, { elapsedMs: () => DAY })
}

test('the dealer code of a link is kept in the draft, is no question, and goes with no page that is saved', async () => {
  const started = await startDraft({ accessDigest: async () => newId(), userId: null, address: newId() }, START, 'BAYI-7')
  if (!started.ok) throw new Error(started.failure.kind)
  const begun = await draft(started.value.id)
  const saved = await saveTask(begun, 'business', BUSINESS, START)
  expect(saved).toMatchObject({ ok: true, value: { answers: { ...BUSINESS, agent_reference: 'BAYI-7' } } })
  if (!saved.ok) return
  expect(await presetReference(saved.value, 'BAYI-8', START), 'a later link').toMatchObject({
    ok: true,
    value: { answers: { ...BUSINESS, agent_reference: 'BAYI-8' } },
  })
})
