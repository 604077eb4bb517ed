import { cookies } from 'next/headers'
import { expect, test, vi } from 'vitest'
import { paynet } from '@/scripts/test/setup'
import { givenDraft, givenSent, newTaxNumber, send, stoppedClock } from './dealers.test-kit'
import { closeApplication } from './operate'
import { recordStatus } from './timeline'
import { takesDocuments, viewApplication } from './view'

// Next's own, which knows no request here.
vi.mock('next/headers', () => ({ cookies: vi.fn(), headers: vi.fn() }))
vi.mocked(cookies).mockResolvedValue({ get: () => undefined } as never)

const clock = stoppedClock()

test('an application that an operator closed is not said to be refused by Paynet, whether it was sent or not', async () => {
  await paynet.fault({ fault: 'application-refused-field', service: 'membership_formdata_insert', times: 1 })
  const refused = await givenSent(clock)
  expect(await viewApplication(refused.id, clock)).toMatchObject({ status: 'refused', isClosed: false })

  const tckn_vkn = newTaxNumber()
  await givenSent(clock, { tckn_vkn })
  const neverSent = await givenDraft(clock, { tckn_vkn })
  await send(neverSent, clock)
  await paynet.fault({ fault: 'answer-lost-after', service: 'membership_formdata_insert', times: 1 })
  const unanswered = await givenSent(clock)
  for (const { id } of [neverSent, unanswered]) {
    expect(await closeApplication({ id }, clock.at())).toBe(true)
    expect(await viewApplication(id, clock)).toMatchObject({ status: 'refused', isClosed: true })
  }
})

test('Paynet’s last word is shown to those with the link without asking Paynet, and ends the documents', async () => {
  const application = await givenSent(clock)
  const asked = async () => (await paynet.calls()).filter(({ service }) => service === 'membership_formdata_get').length
  const before = await asked()
  expect(await viewApplication(application.id, clock)).toMatchObject({ status: 'received', atPaynet: null, own: null })
  for (const [status, takes] of [
    ['waiting', true],
    ['listed', true],
    ['done', false],
    ['ended', false],
  ] as const) {
    await recordStatus(application.id, status, clock.at())
    expect(await viewApplication(application.id, clock)).toMatchObject({ atPaynet: { status } })
    expect(await takesDocuments(application), status).toBe(takes)
  }
  expect(await asked()).toBe(before)
  expect(await takesDocuments({ ...application, status: 'refused' })).toBe(false)
})
