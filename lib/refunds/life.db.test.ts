import { expect, test } from 'vitest'
import { paynet } from '@/scripts/test/setup'
import { givenBack, givenPaid, givenPlanned, givenSent, held, refund, requestsFor, statusOfRefund, workWhenDue } from './refunds.test-kit'

test('a whole payment is asked for once, and is refunded when Paynet shows it', async () => {
  const sent = await givenSent()
  expect(await statusOfRefund(sent)).toBe('accepted')
  expect(await held(sent)).toEqual({ reserved: 14_990, refunded: 0 })
  expect(await workWhenDue(sent)).toBe('refunded')
  expect(await held(sent)).toEqual({ reserved: 14_990, refunded: 14_990 })
  expect(await requestsFor(sent)).toBe(1)
  expect(await givenBack(sent)).toBe(14_990)
  const [atPaynet] = await paynet.refunds(sent.referenceNo)
  expect(await refund(sent.refundId)).toMatchObject({ paynetRef: atPaynet?.xact_id, nextAt: null })
})

test('parts are given back one after the other, until nothing is left', async () => {
  const paid = await givenPaid()
  for (const amountKurus of [5_000, 5_000, 4_990]) {
    const planned = await givenPlanned({ paid, wanted: { amountKurus } })
    expect(await workWhenDue(planned)).toBe('accepted')
    expect(await workWhenDue(planned)).toBe('refunded')
  }
  expect(await held(paid)).toEqual({ reserved: 14_990, refunded: 14_990 })
  expect(await givenBack(paid)).toBe(14_990)
})
