import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { beginSending, findApplicationRow, saveAnswers } from '@/db/applications'
import { later } from '@/lib/clock'
import { DAY, HOUR, MINUTE } from '@/lib/duration'
import { env } from '@/lib/env'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { newId } from '@/lib/ids'
import { leaseMs } from '@/lib/lease'
import { lookAgain } from '@/lib/payments/reconcile'
import { HANGS_MS, meeting, paynet } from '@/scripts/test/setup'
import { encryptAnswers, taxDigests } from './application'
import {
  atPaynet,
  givenDraft,
  givenSent,
  goodAnswers,
  history,
  letTimePass,
  reread,
  send,
  sends,
  statusOf,
  stoppedClock,
} from './dealers.test-kit'
import { closeApplication, listUnanswered, markReceived, markRefused, readForeignLink, readStatusAtPaynet, resend } from './operate'
import { reconcileApplications } from './reconcile'

const clock = stoppedClock()
const SERVICE = 'membership_formdata_insert'
const fault = (name: string, more: object = {}) => paynet.fault({ fault: name, service: SERVICE, ...more })

beforeEach(() => paynet.forget())
afterEach(() => paynet.clearFaults())

/** Paynet is not there: what is sent provably never leaves. */
async function whileUnreachable(work: () => Promise<void>): Promise<void> {
  const { paynet: settings } = env()
  const { url } = settings
  settings.url = 'http://127.0.0.1:9'
  try {
    await work()
  } finally {
    settings.url = url
  }
}

describe('sending', () => {
  test('what Paynet receives is written with its number and its link, whole and sealed', async () => {
    const draft = await givenDraft(clock)
    expect(await send(draft, clock)).toEqual({ ok: true, value: { id: draft.id } })
    const sent = await reread(draft)
    expect(sent).toMatchObject({ status: 'received', calls: 1, refusedField: null, deleteAt: null, nextAt: null, leaseUntil: null })
    expect(sent.formId).toMatch(/^\d+$/)
    expect(sent.formLink).toMatch(/^https:\/\/www\.paynet\.com\.tr\/basvuru-takip\?form_id=./)
    expect(sent.settledAt).toEqual(clock.at())
    expect(await atPaynet(draft)).toBe(1)
    expect(await history(draft)).toEqual(['sending', expect.stringMatching(/^formdata_insert · received · HTTP 200 · code 0 · \d+ ms$/)])
  })

  test('the dealer code of the merchant’s link is sent, and none is made up', async () => {
    await givenSent(clock, { agent_reference: 'BAYI-7' })
    expect((await paynet.applications()).at(-1)).toMatchObject({ agent_reference: 'BAYI-7' })
    await givenSent(clock, { agent_reference: '' })
    expect((await paynet.applications()).at(-1)).toMatchObject({ agent_reference: '' })
  })

  test('answers with a fault are reported and not sent', async () => {
    const draft = await givenDraft(clock, { iban: '' })
    expect(await send(draft, clock)).toMatchObject({ ok: false, failure: { kind: 'invalid', fields: [{ field: 'iban' }] } })
    expect([await statusOf(draft), await sends()]).toEqual(['draft', 0])
  })

  test('pressed twice, or in two tabs, it is sent once and both presses get the same application', async () => {
    const draft = await givenDraft(clock)
    const results = await Promise.all(Array.from({ length: 10 }, () => send(draft, clock)))
    expect(results).toEqual(Array.from({ length: 10 }, () => ({ ok: true, value: { id: draft.id } })))
    expect(await send(await reread(draft), clock)).toEqual({ ok: true, value: { id: draft.id } })
    expect([await sends(), await atPaynet(draft)]).toEqual([1, 1])
  })

  test('answers that another tab has changed since are not sent', async () => {
    const draft = await givenDraft(clock)
    const row = { ...draft, answers: draft.storedAnswers, formLink: null }
    await saveAnswers(row, await encryptAnswers({ ...draft.answers, city: '06' }), clock.at(), clock.at())
    expect(await send(draft, clock)).toEqual({ ok: false, failure: { kind: 'conflict', because: 'application-over' } })
    expect(await sends()).toBe(0)
  })

  test('of two drafts with one tax number, sent at once, one is sent and the other waits for an operator', async () => {
    const first = await givenDraft(clock)
    const second = await givenDraft(clock, { tckn_vkn: first.answers.tckn_vkn ?? '' })
    const results = await Promise.all([send(first, clock), send(second, clock), send(second, clock)])
    expect(results.map(({ ok }) => ok)).toEqual([true, true, true])
    expect([await statusOf(first), await statusOf(second)].sort()).toEqual(['received', 'verifying'])
    expect(await sends()).toBe(1)
  })

  test('five a day come from one address', async () => {
    const address = newId()
    for (let time = 0; time < 5; time += 1) expect((await send(await givenDraft(clock), clock, address)).ok).toBe(true)
    const sixth = await givenDraft(clock)
    expect(await send(sixth, clock, address)).toMatchObject({ ok: false, failure: { kind: 'rate-limited' } })
    expect(await statusOf(sixth)).toBe('draft')
    expect((await send(sixth, clock)).ok, 'another address').toBe(true)
  })

  test('a second press for the fifth gets the same application, not a limit', async () => {
    const address = newId()
    for (let time = 0; time < 4; time += 1) await send(await givenDraft(clock), clock, address)
    const fifth = await givenDraft(clock)
    const results = await Promise.all(Array.from({ length: 10 }, () => send(fifth, clock, address)))
    expect(results).toEqual(Array.from({ length: 10 }, () => ({ ok: true, value: { id: fifth.id } })))
    expect(await sends()).toBe(5)
  })

  test('a second press of the same application does not count', async () => {
    const address = newId()
    const draft = await givenDraft(clock)
    await Promise.all(Array.from({ length: 5 }, () => send(draft, clock, address)))
    expect((await send(await givenDraft(clock), clock, address)).ok).toBe(true)
  })
})

describe('a tax number that another application holds', () => {
  async function givenConflict() {
    const stranger = await givenSent(clock)
    const owner = await givenDraft(clock, { tckn_vkn: stranger.answers.tckn_vkn ?? '' })
    const answer = await send(owner, clock)
    return { stranger, owner, answer }
  }

  test('is no reason to refuse an application, and its sender does not learn of it: it waits for an operator, who does', async () => {
    const { stranger, owner, answer } = await givenConflict()
    expect(answer, 'as after any other').toEqual({ ok: true, value: { id: owner.id } })
    const kept = await reread(owner)
    expect(kept).toMatchObject({ status: 'verifying', calls: 0, sentAt: null, nextAt: null, deleteAt: null, formId: null })
    expect(await send(kept, clock), 'pressed again').toEqual({ ok: true, value: { id: owner.id } })
    await letTimePass(clock, 3 * HOUR, 10 * MINUTE)
    expect([await statusOf(owner), await statusOf(stranger), await sends()]).toEqual(['verifying', 'received', 1])
    expect((await history(owner)).join()).toContain(stranger.id)
    expect((await history(stranger)).at(-1)).toContain(owner.id)
    expect((await listUnanswered()).map(({ id }) => id)).toContain(owner.id)
  })

  test('is freed by an operator, and then the other application is sent once', async () => {
    const { stranger, owner } = await givenConflict()
    expect(await resend(owner, clock.at()), 'not while it is held').toBe(false)
    expect(await statusOf(owner)).toBe('verifying')
    expect(await closeApplication(stranger, clock.at())).toBe(true)
    expect(await closeApplication(stranger, clock.at()), 'once').toBe(false)
    expect(await statusOf(stranger), 'Paynet has it').toBe('received')
    expect(await resend(owner, clock.at())).toBe(true)
    await Promise.all([reconcileApplications(clock), reconcileApplications(clock)])
    expect(await sends()).toBe(2)
  })

  test('an application that waits is refused by an operator’s word, and can be corrected', async () => {
    const { stranger, owner } = await givenConflict()
    expect(await closeApplication(owner, clock.at())).toBe(true)
    const closed = await reread(owner)
    expect(closed).toMatchObject({ status: 'refused', refusedField: null })
    expect(closed.deleteAt).not.toBeNull()
    await send(closed, clock)
    expect([await statusOf(owner), await statusOf(stranger), await sends()]).toEqual(['verifying', 'received', 1])
    const draft = await givenDraft(clock)
    expect(await closeApplication(draft, clock.at()), 'a draft cannot be closed').toBe(false)
  })

  test('is held for thirty days by an application that Paynet has', async () => {
    const { answers, settledAt } = await givenSent(clock)
    const next = async () => givenDraft(clock, { tckn_vkn: answers.tckn_vkn ?? '' })
    clock.pass(30 * DAY - 1 - (clock.at().getTime() - (settledAt?.getTime() ?? 0)))
    const early = await next()
    await send(early, clock)
    expect([await statusOf(early), await sends()]).toEqual(['verifying', 1])
    clock.pass(1)
    const late = await next()
    await send(late, clock)
    expect(await sends()).toBe(2)
    expect(await statusOf(late)).not.toBe('verifying')
  })

  test('is said to be one’s own only to the same account', async () => {
    const userId = newId()
    const draft = { ...(await givenDraft(clock)), userId }
    await send(draft, clock)
    const own = { ...(await givenDraft(clock, { tckn_vkn: draft.answers.tckn_vkn ?? '' })), userId }
    expect(await send(own, clock)).toEqual({ ok: false, failure: { kind: 'conflict', because: 'application-open' } })
    expect((await send({ ...own, userId: newId() }, clock)).ok).toBe(true)
    expect([await statusOf(own), await sends()]).toEqual(['verifying', 1])
  })
})

describe('a clear no', () => {
  test('leads to the question that it names, and the application can be corrected and sent again', async () => {
    await fault('application-refused-field', { field: 'tax_office', times: 1 })
    const refused = await givenSent(clock)
    expect(refused).toMatchObject({ status: 'refused', refusedField: 'tax_office', calls: 0, nextAt: null })
    expect(refused.deleteAt, 'it expires like a draft').not.toBeNull()
    expect(await send(refused, clock)).toEqual({ ok: true, value: { id: refused.id } })
    expect([await statusOf(refused), await atPaynet(refused)]).toEqual(['received', 1])
  })

  test.each(['apply-400-no-code', 'apply-400-aspnet', 'apply-413-html', 'apply-415-no-code', 'apply-422-no-code'])(
    '%s is one, too: nothing was taken, and the application can be mended and sent again',
    async (name) => {
      await fault(name, { times: 1 })
      const refused = await givenSent(clock)
      expect([refused.status, await atPaynet(refused)]).toEqual(['refused', 0])
      await send(refused, clock)
      expect([await statusOf(refused), await atPaynet(refused)]).toEqual(['received', 1])
    },
  )

  test('after code 13 nothing was taken', async () => {
    await fault('code-13', { times: 1 })
    const refused = await givenSent(clock)
    expect([refused.status, refused.refusedField, await atPaynet(refused)]).toEqual(['refused', null, 0])
  })

  test.each(['code-5-first', 'code-5-as-400'])('%s on the first send is a refusal, not a receipt', async (name) => {
    await fault(name, { times: 1 })
    expect(await givenSent(clock)).toMatchObject({ status: 'refused', formId: null })
  })

  test('an application that was refused frees its tax number', async () => {
    await fault('code-5-first', { times: 1 })
    const { answers } = await givenSent(clock)
    const second = await givenDraft(clock, { tckn_vkn: answers.tckn_vkn ?? '' })
    expect((await send(second, clock)).ok).toBe(true)
    expect(await statusOf(second)).toBe('received')
  })
})

describe('a lost answer', () => {
  const faults: [name: string, more?: object][] = [
    ['answer-lost-before'],
    ['answer-lost-after'],
    ['slow', { ms: HANGS_MS }],
    ['slow-before', { ms: HANGS_MS }],
    ['slow-body', { ms: HANGS_MS }],
    ['truncated'],
    ['http-500'],
    ['http-500-after'],
    ['http-503-html'],
    ['html'],
    ['bad-json'],
    ['empty-body'],
    ['wrong-object'],
    ['oversized'],
    ['code-8'],
    ['code-10'],
    ['missing-form-id'],
  ]

  test.each(faults)('%s: it may have arrived, so it waits for an operator and is never sent again', async (name, more = {}) => {
    await fault(name, { times: 1, ...more })
    const sent = await meeting(name, () => givenSent(clock))
    expect(sent).toMatchObject({ status: 'verifying', formId: null, calls: 1, nextAt: null })
    // Whatever hangs goes on by now.
    await paynet.release(letTimePass(clock, 3 * HOUR, 10 * MINUTE))
    expect(await send(await reread(sent), clock), 'pressing again').toEqual({ ok: true, value: { id: sent.id } })
    expect([await statusOf(sent), await sends()]).toEqual(['verifying', 1])
    expect(await atPaynet(sent)).toBeLessThanOrEqual(1)
  })

  test('its tax number stays taken', async () => {
    await fault('answer-lost-after', { times: 1 })
    const { answers } = await givenSent(clock)
    const second = await givenDraft(clock, { tckn_vkn: answers.tckn_vkn ?? '' })
    await send(second, clock)
    expect([await statusOf(second), await sends()]).toEqual(['verifying', 1])
  })

  test('"already there" after it is neither a receipt nor a refusal: an operator decides', async () => {
    await fault('answer-lost-after', { times: 1 })
    const sent = await givenSent(clock)
    expect(await resend(sent, clock.at())).toBe(true)
    await reconcileApplications(clock)
    expect(await reread(sent)).toMatchObject({ status: 'verifying', calls: 2 })
    expect([await sends(), await atPaynet(sent)]).toEqual([2, 1])
    const [received] = await paynet.applications()
    expect(await markReceived(sent, String(received?.form_id), clock.at())).toBe(true)
    expect(await reread(sent)).toMatchObject({ status: 'received', formId: String(received?.form_id) })
  })

  test('a refusal in between does not make "already there" a refusal', async () => {
    await fault('answer-lost-before', { times: 1 })
    const sent = await givenSent(clock)
    await fault('application-refused-field', { times: 1 })
    await resend(sent, clock.at())
    await reconcileApplications(clock)
    expect(await reread(sent)).toMatchObject({ status: 'refused', calls: 1 })
    await fault('code-5-first', { times: 1 })
    await send(await reread(sent), clock)
    expect(await statusOf(sent)).toBe('verifying')
  })
})

describe('an operator’s word', () => {
  test('to send again sends once, however often it is given', async () => {
    await fault('answer-lost-before', { times: 1 })
    const sent = await givenSent(clock)
    const said = await Promise.all(Array.from({ length: 5 }, () => resend(sent, clock.at())))
    expect(said.filter(Boolean)).toHaveLength(1)
    await Promise.all(Array.from({ length: 5 }, () => reconcileApplications(clock)))
    expect([await statusOf(sent), await sends(), await atPaynet(sent)]).toEqual(['received', 2, 1])
  })

  test('changes nothing unless it is waited for', async () => {
    const sent = await givenSent(clock)
    expect([await resend(sent, clock.at()), await markReceived(sent, '99', clock.at())]).toEqual([false, false])
    const draft = await givenDraft(clock)
    expect([await resend(draft, clock.at()), await markReceived(draft, '99', clock.at())]).toEqual([false, false])
    await fault('html', { times: 1 })
    const waiting = await givenSent(clock)
    expect([await markReceived(waiting, '', clock.at()), await markReceived(waiting, '<b>', clock.at())]).toEqual([false, false])
    expect(await statusOf(waiting)).toBe('verifying')
  })
})

describe('a Paynet that refuses us as such', () => {
  test.each([
    ['http-401', {}],
    ['http-403', {}],
    ['http-404', {}],
    ['http-404-html', {}],
    ['http-429', {}],
    ['apply-401-code', {}],
    ['apply-403-code', {}],
    ['apply-429-code', {}],
    ['redirect', { location: 'http://127.0.0.1:9/' }],
  ])('%s is no mistake of the dealer’s: it is put off and sent by itself', async (name, more) => {
    await fault(name, { times: 1, ...more })
    const sent = await givenSent(clock)
    expect(sent).toMatchObject({ status: 'sending', sentAt: null, calls: 0, refusedField: null, formId: null })
    expect((await listUnanswered()).map(({ id }) => id)).toContain(sent.id)
    await letTimePass(clock, 2 * HOUR, 10 * MINUTE)
    expect([await statusOf(sent), await sends(), await atPaynet(sent)]).toEqual(['received', 2, 1])
  })

  test('a wait that it asks for is kept', async () => {
    await fault('http-429', { times: 1, ms: 10 * MINUTE })
    const sent = await givenSent(clock)
    expect(sent.nextAt).toEqual(later(clock.at(), 10 * MINUTE))
    await letTimePass(clock, 2 * HOUR, 10 * MINUTE)
    expect(await statusOf(sent)).toBe('received')
  })

  test('an operator can end the waiting, and the dealer can send it again', async () => {
    await fault('http-401', { times: 1 })
    const sent = await givenSent(clock)
    expect(await markRefused(sent, clock.at())).toBe(true)
    expect(await send(await reread(sent), clock)).toEqual({ ok: true, value: { id: sent.id } })
    expect([await statusOf(sent), await atPaynet(sent)]).toEqual(['received', 1])
  })
})

describe('what Paynet has not taken, an operator says', () => {
  test('is mended and sent again, and the mended one is not refused because of the first', async () => {
    const userId = newId()
    await fault('http-500', { times: 1 })
    const draft = { ...(await givenDraft(clock)), userId }
    await send(draft, clock)
    expect(await markRefused(draft, clock.at())).toBe(true)
    expect(await markRefused(draft, clock.at()), 'once').toBe(false)
    const refused = await reread(draft)
    expect(refused).toMatchObject({ status: 'refused', calls: 0, refusedField: null })
    expect(refused.deleteAt).not.toBeNull()
    expect(refused.sentAt, 'so that its page speaks of Paynet').not.toBeNull()
    expect(await send({ ...refused, userId }, clock)).toEqual({ ok: true, value: { id: draft.id } })
    expect([await statusOf(draft), await atPaynet(draft)]).toEqual(['received', 1])
  })

  test('frees its number for another application of the same account', async () => {
    const userId = newId()
    await fault('http-500', { times: 1 })
    const draft = { ...(await givenDraft(clock)), userId }
    await send(draft, clock)
    const own = { ...(await givenDraft(clock, { tckn_vkn: draft.answers.tckn_vkn ?? '' })), userId }
    expect(await send(own, clock)).toMatchObject({ ok: false, failure: { because: 'application-open' } })
    await markRefused(draft, clock.at())
    expect(await send(own, clock)).toMatchObject({ ok: true })
    expect(await statusOf(own)).toBe('received')
  })

  test('changes nothing about one that Paynet has, is being sent, or is a draft', async () => {
    for (const application of [await givenSent(clock), await givenDraft(clock)]) {
      expect(await markRefused(application, clock.at())).toBe(false)
    }
  })
})

describe('an application that Paynet has closed', () => {
  test.each([5, 6])('frees its tax number at the next application with it (status %d)', async (status) => {
    const { answers, formId, id } = await givenSent(clock)
    await paynet.setStatus(String(formId), status)
    const second = await givenDraft(clock, { tckn_vkn: answers.tckn_vkn ?? '' })
    await send(second, clock)
    expect([await statusOf(second), await statusOf({ id }), await sends()]).toEqual(['received', 'received', 2])
    expect(await history({ id })).toContain('Paynet has closed it: its tax number is free')
  })

  test('frees it when an operator looks', async () => {
    const sent = await givenSent(clock)
    await paynet.setStatus(String(sent.formId), 5)
    const row = await findApplicationRow(sent.id)
    expect(row && (await readStatusAtPaynet(row, clock.at()))).toBe('ended')
    expect((await reread(sent)).taxDigest).toBeNull()
  })
})

describe('what provably never left', () => {
  test('is sent once, automatically, as soon as Paynet can be reached', async () => {
    const draft = await givenDraft(clock)
    await whileUnreachable(async () => {
      expect((await send(draft, clock)).ok).toBe(true)
      expect(await reread(draft)).toMatchObject({ status: 'sending', sentAt: null, calls: 0, leaseUntil: null })
      await letTimePass(clock, 5 * MINUTE)
      expect(await statusOf(draft)).toBe('sending')
    })
    await Promise.all([reconcileApplications(clock), reconcileApplications(clock)])
    expect(await sends(), 'not before it is due').toBeLessThanOrEqual(1)
    await letTimePass(clock, 2 * MINUTE)
    expect([await statusOf(draft), await sends(), await atPaynet(draft)]).toEqual(['received', 1, 1])
    expect(await reread(draft)).toMatchObject({ calls: 1 })
  })

  test('waits no longer because the clock was set back by two hours meanwhile', async () => {
    const ahead = stoppedClock()
    ahead.pass(2 * HOUR)
    const draft = await givenDraft(ahead)
    await whileUnreachable(async () => {
      await send(draft, ahead)
    })
    const set = stoppedClock()
    await lookAgain(set)
    await letTimePass(set, 2 * MINUTE)
    expect([await statusOf(draft), await sends(), await atPaynet(draft)]).toEqual(['received', 1, 1])
  })

  test('is tried every minute, then less and less often', async () => {
    const draft = await givenDraft(clock)
    await whileUnreachable(async () => {
      await send(draft, clock)
      await letTimePass(clock, 10 * MINUTE)
      const tries = (await history(draft)).filter((line) => line.includes('not-sent')).length
      expect(tries).toBeGreaterThanOrEqual(9)
      expect(tries).toBeLessThanOrEqual(11)
      await letTimePass(clock, 24 * HOUR, 10 * MINUTE)
      expect((await history(draft)).filter((line) => line.includes('not-sent')).length).toBeLessThanOrEqual(tries + 10 + 24)
    })
    await letTimePass(clock, HOUR, 10 * MINUTE)
    expect(await statusOf(draft)).toBe('received')
  })

  test('keeps its tax number, and pressing again sends nothing', async () => {
    const draft = await givenDraft(clock)
    await whileUnreachable(async () => {
      await send(draft, clock)
      expect(await send(await reread(draft), clock)).toEqual({ ok: true, value: { id: draft.id } })
      const second = await givenDraft(clock, { tckn_vkn: draft.answers.tckn_vkn ?? '' })
      await send(second, clock)
      expect(await statusOf(second)).toBe('verifying')
    })
    await letTimePass(clock, 2 * MINUTE)
    expect(await sends()).toBe(1)
  })
})

describe('a process that ends in the middle', () => {
  /** The intent is committed, and the process is gone. */
  async function givenKilled() {
    const draft = await givenDraft(clock)
    const leaseUntil = later(clock.at(), leaseMs())
    const answers = draft.answers
    const intent = {
      taxDigest: taxDigests(answers.tckn_vkn ?? '')[0],
      sentAt: clock.at(),
      updatedAt: clock.at(),
      leaseUntil,
      nextAt: leaseUntil,
      deleteAt: null,
    }
    expect(await beginSending({ id: draft.id, from: 'draft', answers: draft.storedAnswers }, intent)).toMatchObject({ status: 'sending' })
    return draft
  }

  test('between the intent and the answer: it is not sent again, and an operator looks', async () => {
    const draft = await givenKilled()
    await reconcileApplications(clock)
    expect(await statusOf(draft), 'its lease still runs').toBe('sending')
    clock.pass(leaseMs() + 1)
    await Promise.all([reconcileApplications(clock), reconcileApplications(clock)])
    expect(await reread(draft)).toMatchObject({ status: 'verifying', nextAt: null })
    await letTimePass(clock, HOUR, 10 * MINUTE)
    expect(await sends()).toBe(0)
    expect(await history(draft)).toContain('its sender ended before there was an answer')
  })

  test('under a clock that is then set back by two hours: an operator looks no later', async () => {
    const draft = await givenKilled()
    clock.pass(-2 * HOUR)
    await keepHouse(clock)
    await letTimePass(clock, leaseMs() + MINUTE)
    expect(await statusOf(draft)).toBe('verifying')
    clock.pass(2 * HOUR)
    expect(await sends()).toBe(0)
  })

  test('a receipt that arrives after the sender was given up is kept', async () => {
    await fault('slow', { ms: HANGS_MS, times: 1 })
    const draft = await givenDraft(clock)
    const sending = send(draft, clock)
    await expect.poll(sends).toBe(1)
    clock.pass(leaseMs() + 1)
    await reconcileApplications(clock)
    expect(await statusOf(draft)).toBe('verifying')
    await paynet.release(sending)
    expect(await statusOf(draft)).toBe('received')
  })
})

test('a link that leads elsewhere is on no page, but an operator can read it; the number is kept', async () => {
  for (const name of ['form-link-hostile', 'form-link-javascript', 'form-link-foreign-host', 'missing-form-link']) {
    await fault(name, { times: 1 })
    const sent = await givenSent(clock)
    expect(sent, name).toMatchObject({ status: 'received', formLink: null, formId: expect.stringMatching(/^\d+$/) })
    const row = await findApplicationRow(sent.id)
    const text = row && (await readForeignLink(row))
    if (name === 'missing-form-link') expect(text).toBeNull()
    else expect(text).toContain('basvuru-takip')
    expect(row?.formLinkText ?? '', 'sealed').not.toContain('paynet')
  }
})

test.each(['form-link-bare-host', 'form-link-blank', 'form-link-port'])('%s is read', async (name) => {
  await fault(name, { times: 1 })
  const sent = await givenSent(clock)
  expect([sent.formLink, sent.formLinkText]).toEqual([expect.stringMatching(/^https:\/\/(www\.)?paynet\.com\.tr\/basvuru-takip/), null])
})

test('a receipt is one whatever its media type is', async () => {
  await fault('wrong-content-type', { times: 1 })
  expect(await givenSent(clock)).toMatchObject({ status: 'received', formId: expect.stringMatching(/^\d+$/) })
})

test('a form_id that is text is one', async () => {
  await fault('form-id-string', { times: 1 })
  expect((await givenSent(clock)).formId).toMatch(/^\d+$/)
})

test('answers of the sample are answers', () => {
  expect(goodAnswers().tckn_vkn).toMatch(/^\d{10}$/)
})
