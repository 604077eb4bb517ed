import { afterEach, describe, expect, test, vi } from 'vitest'
import { findCardOtp } from '@/db/card-otps'
import { HOUR, MINUTE } from '@/lib/duration'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { forgiveAll } from '@/lib/rate-limit'
import { paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import { callsDuring, givenUser, otherCard, rowsOf, save, stoppedClock, type TestClock } from './cards.test-kit'
import { forgetCode, readOtpStep, sendCode, spendOtpProof } from './otp'
import { givenPhone, givenVerified, newPhone, OK, OVER, wrong } from './otp.test-kit'

vi.hoisted(() => {
  process.env.PAYNET_CARD_OTP = 'on'
})

const wire = await tapPaynet()
await paynet.settings({ otp_required: true, otp_random: true })

afterEach(() => paynet.clearFaults())

/** Sends as often as it may be, each time as soon as it may be. */
async function sendTimes(times: number, clock: TestClock, send: () => Promise<unknown>): Promise<void> {
  for (let count = 0; count < times; count++) {
    expect(await send()).toEqual(OK)
    clock.pass(MINUTE)
  }
}
const LIMITED = { failure: { kind: 'rate-limited' } }

describe('the limits', () => {
  test('are five codes an hour and account, and the sixth makes no call', async () => {
    const { clock, send } = await givenPhone()
    await sendTimes(5, clock, () => send(newPhone()))
    expect(await callsDuring(async () => expect(await send(newPhone())).toMatchObject(LIMITED))).toEqual([])
    clock.pass(HOUR - 5 * MINUTE)
    expect(await send(newPhone())).toEqual(OK)
  })

  test('are one code a minute and five a day for a phone, for all accounts together', async () => {
    const clock = stoppedClock()
    const phone = newPhone()
    const ask = async (typed = phone) => sendCode(await givenUser(), typed, newId(), clock.at())
    expect(await ask()).toEqual(OK)
    const atOnce = () => Promise.all(Array.from({ length: 10 }, (_, time) => ask(time % 2 ? phone : `0${phone}`)))
    expect(await callsDuring(async () => expect(await atOnce()).toMatchObject(Array(10).fill(LIMITED)))).toEqual([])
    for (let count = 1; count < 5; count++) {
      clock.pass(MINUTE)
      expect((await atOnce()).filter(({ ok }) => ok)).toHaveLength(1)
    }
    clock.pass(HOUR)
    expect(await callsDuring(async () => expect(await ask()).toMatchObject(LIMITED))).toEqual([])
    expect(await ask(newPhone())).toEqual(OK)
    clock.pass(23 * HOUR)
    expect(await ask()).toEqual(OK)
  })

  test('use up nothing when Paynet cannot be reached', async () => {
    const { clock, phone, send } = await givenPhone()
    const { url } = env().paynet
    env().paynet.url = 'http://127.0.0.1:9'
    for (let count = 0; count < 6; count++) expect(await send()).toEqual({ ok: false, failure: { kind: 'unavailable' } })
    env().paynet.url = url
    expect(await sendCode(await givenUser(), phone, newId(), clock.at())).toEqual(OK)
  })

  test('cannot be got around by starting again', async () => {
    const { userId, clock, send } = await givenPhone()
    for (let count = 0; count < 5; count++) {
      expect(await send(newPhone())).toEqual(OK)
      await forgetCode(userId)
    }
    expect(await callsDuring(async () => expect(await send(newPhone())).toMatchObject(LIMITED))).toEqual([])
    clock.pass(HOUR)
    expect(await send(newPhone())).toEqual(OK)
  })

  test('are ten codes an hour from an address, for all phones together', async () => {
    const address = newId()
    for (let count = 0; count < 10; count++) {
      const { send, phone } = await givenPhone()
      expect(await send(phone, address)).toEqual(OK)
    }
    const { send, phone } = await givenPhone()
    expect(await callsDuring(async () => expect(await send(phone, address)).toMatchObject(LIMITED))).toEqual([])
  })

  test('are ten tries in a quarter of an hour: a code cannot be guessed', async () => {
    const { check, send, lastCode } = await givenPhone()
    await send()
    for (let count = 0; count < 10; count++) expect(await check(`z${count}zz`)).toEqual(wrong('otp_code', 'otp-wrong'))
    const code = await lastCode()
    expect(await callsDuring(async () => expect(await check(code)).toMatchObject(LIMITED))).toEqual([])
  })
})

describe('where Paynet wants a phone to be shown', () => {
  test('a card is saved with a code that was right, and only once with it', async () => {
    const { userId, clock, phone, lastCode } = await givenVerified()
    const session = (await findCardOtp(userId))?.sessionId
    expect(await save(userId, clock)).toMatchObject({ ok: true })
    expect(wire.last('save')).toMatchObject({ user_gsm: phone, otp_session_id: session, otp_code: await lastCode() })
    expect(await callsDuring(async () => expect(await save(userId, clock, { card: otherCard })).toEqual(OVER))).toEqual([])
    expect(await readOtpStep(userId, clock.at())).toEqual({ step: 'phone' })
  })

  test('a form that has spent its code and is sent again is told that it was sent, and no new code is asked for', async () => {
    const { userId, clock } = await givenVerified()
    const formKey = newId()
    expect(await save(userId, clock, { formKey })).toMatchObject({ ok: true })
    const called = await callsDuring(async () =>
      expect(await save(userId, clock, { formKey })).toMatchObject({ failure: { because: 'attempt-over' } }),
    )
    expect(called).toEqual([])
  })

  test('of two forms that are sent at once with one code, one saves', async () => {
    const { userId, clock } = await givenVerified()
    let results: unknown[] = []
    const calls = await callsDuring(async () => {
      results = await Promise.all([save(userId, clock), save(userId, clock, { card: otherCard })])
    })
    expect(calls).toEqual(['card_save'])
    expect(results).toContainEqual(OVER)
  })

  test('a code is not used up by a save that never left', async () => {
    const { userId, clock } = await givenVerified()
    const before = await findCardOtp(userId)
    const spent = await spendOtpProof(userId, clock.at())
    expect(await findCardOtp(userId)).toBeNull()
    await spent?.giveBack()
    expect(await findCardOtp(userId)).toEqual(before)
  })

  test('a code that was right is good for ten minutes and no longer', async () => {
    const { userId, clock } = await givenVerified()
    clock.pass(10 * MINUTE - 1)
    expect(await readOtpStep(userId, clock.at())).toMatchObject({ step: 'card' })
    clock.pass(1)
    expect(await readOtpStep(userId, clock.at())).toEqual({ step: 'phone' })
    expect(await callsDuring(async () => expect(await save(userId, clock)).toEqual(OVER))).toEqual([])
  })

  test('no card is saved before a code was right, and no use of the form is counted for it', async () => {
    const { userId, clock, send, check, lastCode } = await givenPhone()
    const formKey = newId()
    expect(await callsDuring(async () => expect(await save(userId, clock, { formKey })).toEqual(OVER))).toEqual([])
    await send()
    expect(await callsDuring(async () => expect(await save(userId, clock, { formKey })).toEqual(OVER))).toEqual([])
    await check(await lastCode())
    expect(await save(userId, clock, { formKey })).toMatchObject({ ok: true })
  })

  test('another user’s right code saves no card', async () => {
    await givenVerified()
    const [userId, clock] = [await givenUser(), stoppedClock()]
    expect(await save(userId, clock)).toEqual(OVER)
  })

  test('a code is used up by a save whose answer was lost, and by one that Paynet refused', async () => {
    for (const fault of ['answer-lost-before', 'otp-expired', 'code-13']) {
      const { userId, clock } = await givenVerified()
      await paynet.fault({ fault, service: 'card_save' })
      expect(await save(userId, clock)).toMatchObject({ ok: false })
      expect(await findCardOtp(userId)).toBeNull()
      expect(await rowsOf(userId)).toEqual([])
    }
  })

  test('phone and code are never in the clear in the database', async () => {
    const { userId, phone, lastCode } = await givenVerified()
    const row = JSON.stringify(await findCardOtp(userId))
    expect(row).not.toContain(phone)
    expect(row).not.toContain(await lastCode())
    for (const part of row.split(/["'.]/)) expect(Buffer.from(part, 'base64url').toString('latin1')).not.toContain(phone.slice(3))
  })
})

test('a hundred codes leave in an hour for all users together; then none does, and operators are told once', async () => {
  const clock = stoppedClock()
  await forgiveAll('otps', 'all')
  const ask = async () => sendCode(await givenUser(), newPhone(), newId(), clock.at())
  const alarm = vi.spyOn(log, 'alarm').mockImplementation(() => {})
  for (let count = 0; count < 100; count++) expect(await ask()).toEqual(OK)
  expect(alarm).not.toHaveBeenCalled()
  expect(await callsDuring(async () => expect(await ask()).toMatchObject(LIMITED))).toEqual([])
  await ask()
  expect(alarm.mock.calls).toEqual([['cards.otp-flood']])
  alarm.mockRestore()
  clock.pass(HOUR)
  expect(await ask()).toEqual(OK)
})
