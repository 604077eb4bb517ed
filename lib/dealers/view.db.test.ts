import { cookies } from 'next/headers'
import { expect, test, vi } from 'vitest'
import { paynet } from '@/scripts/test/setup'
import { givenDraft, givenSent, newTaxNumber, send, stoppedClock } from './dealers.test-kit'
import { closeApplication } from './operate'
import { viewApplication } from './view'

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
