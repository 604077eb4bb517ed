import { afterEach, describe, expect, test, vi } from 'vitest'
import { MINUTE } from '@/lib/duration'
import { HANGS_MS, meeting, paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import { callsDuring, givenUser } from './cards.test-kit'
import { checkCode, forgetCode, readOtpStep, readPhone } from './otp'
import { givenPhone, givenVerified, OK, OVER, wrong } from './otp.test-kit'

vi.hoisted(() => {
  process.env.PAYNET_CARD_OTP = 'on'
})

const wire = await tapPaynet()
await paynet.settings({ otp_required: true, otp_random: true })

afterEach(() => paynet.clearFaults())

test.each([
  ['0532 123 45 67', '5321234567'],
  ['+90 (532) 123-45-67', '5321234567'],
  ['0090 532 123 45 67', '5321234567'],
  ['90.532.123.45.67', '5321234567'],
  ['532/123 4567', '5321234567'],
  [' 5321234567\n', '5321234567'],
  ['5901234567', '5901234567'],
  ['5905321234', '5905321234'],
  ['+90 (0) 532 123 45 67', '5321234567'],
  ['0532–123–45–67', '5321234567'],
  ['\u202a+90 532 123 45 67\u202c', '5321234567'],
  ['٠٥٣٢ ١٢٣ ٤٥ ٦٧', '5321234567'],
])('%j is the phone %s', (typed, phone) => {
  expect(readPhone(typed)).toBe(phone)
})

test.each([
  '',
  '532 123 45 6',
  '532 123 45 678',
  '0212 123 45 67',
  '+49 532 1234567',
  '+5321234567',
  '00532 1234567',
  '5321234567x',
  "5321234567' --",
  '5321234567,5329999999',
])('%j is no Turkish mobile number', (typed) => {
  expect(readPhone(typed)).toBeNull()
})

describe('a code', () => {
  test('is sent to the phone that was typed, under a session of its own, and is good for its own person', async () => {
    const { userId, clock, phone, send, check, codes, lastCode } = await givenPhone()
    expect(await readOtpStep(userId, clock.at())).toEqual({ step: 'phone' })
    expect(await send(`+90 ${phone}`)).toEqual(OK)
    expect(await codes()).toHaveLength(1)
    const sent = wire.last('send_otp')
    expect(sent).toEqual({ user_gsm: phone, otp_session_id: expect.stringMatching(/^[\w-]{22}$/) })
    expect(await readOtpStep(userId, clock.at())).toEqual({
      step: 'code',
      lastFour: phone.slice(-4),
      resendInSeconds: 60,
      isExpired: false,
    })

    const code = await lastCode()
    expect(await checkCode(await givenUser(), code, clock.at())).toEqual(OVER)
    expect(await check(` ${code.slice(0, 2)} ${code.slice(2)} `)).toEqual(OK)
    expect(wire.last('check_otp')).toEqual({ ...sent, otp_code: code })
    expect(await readOtpStep(userId, clock.at())).toEqual({ step: 'card', lastFour: phone.slice(-4) })
  })

  test('is not asked about again once it was right', async () => {
    const { check, lastCode } = await givenVerified()
    expect(await callsDuring(async () => expect(await check(await lastCode())).toEqual(OVER))).toEqual([])
  })

  test('that is wrong is told as wrong, and the right one still counts', async () => {
    const { check, send, lastCode } = await givenPhone()
    await send()
    expect(await check('0000')).toEqual(wrong('otp_code', 'otp-wrong'))
    expect(await check(await lastCode())).toEqual(OK)
  })

  test.each<[string, (code: string) => string]>([
    ['with blanks and a dash', (code) => ` ${code.slice(0, 2)} – ${code.slice(2)} `],
    ['with marks that cannot be seen', (code) => `\u2068${code}\u2069\u200b`],
    ['in full-width digits', (code) => code.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))],
  ])('that was copied %s is right', async (_name, copied) => {
    const { check, send, lastCode } = await givenPhone()
    await send()
    expect(await check(copied(await lastCode()))).toEqual(OK)
  })

  test.each([
    ['', 'otp-empty'],
    ['\u200b', 'otp-empty'],
    ['  ', 'otp-empty'],
    ['x', 'otp-wrong'],
    ['x'.repeat(11), 'otp-wrong'],
    ["' OR 1", 'otp-wrong'],
    ['şifre', 'otp-wrong'],
  ])('%j is none, and Paynet is not asked', async (code, problem) => {
    const { check, send } = await givenPhone()
    await send()
    expect(await callsDuring(async () => expect(await check(code)).toEqual(wrong('otp_code', problem)))).toEqual([])
  })

  test('whose time is over by our clock is told as expired, and Paynet is not asked', async () => {
    const { userId, clock, check, send, lastCode } = await givenPhone()
    await send()
    clock.pass(4 * MINUTE)
    expect(await readOtpStep(userId, clock.at())).toMatchObject({ step: 'code', isExpired: true })
    const code = await lastCode()
    expect(await callsDuring(async () => expect(await check(code)).toEqual(wrong('otp_code', 'otp-expired')))).toEqual([])
  })

  test('whose time is over by Paynet’s clock is told as expired', async () => {
    const { check, send, lastCode } = await givenPhone()
    await send()
    await paynet.fault({ fault: 'otp-expired', service: 'card_check_otp' })
    expect(await check(await lastCode())).toEqual(wrong('otp_code', 'otp-expired'))
  })

  test.each(['answer-lost-before', 'http-503-html', 'html', 'code-8'])('that met %s is neither right nor wrong', async (fault) => {
    const { userId, clock, check, send, lastCode } = await givenPhone()
    await send()
    await paynet.fault({ fault, service: 'card_check_otp' })
    expect(await check(await lastCode())).toEqual({ ok: false, failure: { kind: 'unavailable' } })
    expect(await readOtpStep(userId, clock.at())).toMatchObject({ step: 'code' })
    expect(await check(await lastCode())).toEqual(OK)
  })

  test.each(['http-401', 'http-403', 'http-429'])('that met %s is not told as wrong: Paynet refuses us', async (fault) => {
    const { check, send, lastCode } = await givenPhone()
    await send()
    await paynet.fault({ fault, service: 'card_check_otp' })
    expect(await check(await lastCode())).toEqual({ ok: false, failure: { kind: 'unavailable' } })
    expect(await check(await lastCode())).toEqual(OK)
  })

  test.each(['http-401', 'http-403', 'http-429'])(
    'that Paynet did not send, by %s, is not waited for and does not count',
    async (fault) => {
      const { userId, clock, send } = await givenPhone()
      await paynet.fault({ fault, service: 'card_send_otp' })
      expect(await send()).toEqual({ ok: false, failure: { kind: 'unavailable' } })
      expect(await readOtpStep(userId, clock.at())).toEqual({ step: 'phone' })
      expect(await send()).toEqual(OK)
    },
  )

  test.each([
    [undefined, 3],
    ['yarın', 3],
    ['2017-07-17T15:30:15+03:00', 3],
    ['2099-07-17T15:30:15+03:00', 3],
    [new Date(Date.now() + 10 * MINUTE).toISOString(), 9],
  ])('that is good until %s, says Paynet, is so as far as that can be', async (otp_expire, minutes) => {
    const { userId, clock, send } = await givenPhone()
    wire.change('send_otp', (body) => ({ ...body, otp_expire }))
    await send()
    const isExpired = async () => (await readOtpStep(userId, clock.at())) as { isExpired?: boolean }
    clock.pass(minutes * MINUTE - 1)
    expect(await isExpired()).toMatchObject({ isExpired: false })
    clock.pass(2 * MINUTE)
    expect(await isExpired()).toMatchObject({ isExpired: true })
  })
})

describe('sending again', () => {
  test('is not possible sooner than a minute after the last, and then sends another code to the same phone', async () => {
    const { clock, send, check, codes } = await givenPhone()
    await send()
    clock.pass(MINUTE - 1)
    const called = await callsDuring(async () => {
      expect(await send(null)).toEqual({ ok: false, failure: { kind: 'rate-limited', retryAfterSeconds: 1 } })
      expect(await send('532 999 99 99')).toEqual({ ok: false, failure: { kind: 'rate-limited', retryAfterSeconds: 1 } })
    })
    expect(called).toEqual([])
    clock.pass(1)
    expect(await send(null)).toEqual(OK)
    const [first = '', second = ''] = await codes()
    expect(await check(second)).toEqual(OK)
    expect(first).not.toBe('')
  })

  test('does not wait for a clock that was set back by two hours to catch up', async () => {
    const { userId, clock, send, codes } = await givenPhone()
    await send()
    clock.pass(-2 * 60 * MINUTE)
    expect(await readOtpStep(userId, clock.at())).toMatchObject({ step: 'code', resendInSeconds: 0 })
    expect(await send(null)).toEqual(OK)
    expect(await codes()).toHaveLength(2)
    expect(await send(null)).toMatchObject({ ok: false, failure: { kind: 'rate-limited' } })
  })

  test('is not possible where nothing was sent', async () => {
    const { send } = await givenPhone()
    expect(await callsDuring(async () => expect(await send(null)).toEqual(OVER))).toEqual([])
  })

  test('to another phone starts again, and the old code is worth nothing', async () => {
    const { userId, clock, check, send, lastCode } = await givenPhone()
    await send()
    const old = await lastCode()
    await forgetCode(userId)
    expect(await readOtpStep(userId, clock.at())).toEqual({ step: 'phone' })
    expect(await check(old)).toEqual(OVER)
    const other = await givenPhone()
    expect(await send(other.phone)).toEqual(OK)
    expect(await readOtpStep(userId, clock.at())).toMatchObject({ step: 'code', lastFour: other.phone.slice(-4) })
  })

  test.each(['answer-lost-after', 'answer-lost-before', 'slow', 'http-500-after', 'html'])(
    'waits for its minute although the answer met %s, since the message may be on its way',
    async (fault) => {
      const { userId, clock, send } = await givenPhone()
      await paynet.fault({ fault, service: 'card_send_otp', ms: HANGS_MS })
      expect(await meeting(fault, send)).toEqual(OK)
      expect(await send()).toMatchObject({ failure: { kind: 'rate-limited' } })
      expect(await readOtpStep(userId, clock.at())).toMatchObject({ step: 'code', resendInSeconds: 60 })
    },
  )

  test('the code of a lost answer is right when it comes', async () => {
    const { send, check, lastCode } = await givenPhone()
    await paynet.fault({ fault: 'answer-lost-after', service: 'card_send_otp' })
    await send()
    expect(await check(await lastCode())).toEqual(OK)
  })

  test('a phone that Paynet refuses is told, and another may be tried at once', async () => {
    const { send } = await givenPhone()
    await paynet.fault({ fault: 'code-15', service: 'card_send_otp' })
    expect(await send()).toEqual(wrong('user_gsm', 'phone-refused'))
    expect(await send()).toEqual(OK)
  })

  test.each([
    ['', 'phone-empty'],
    [' ', 'phone-empty'],
    ['0212 123 45 67', 'phone-format'],
  ])('%j is refused before any call', async (typed, problem) => {
    const { send } = await givenPhone()
    expect(await callsDuring(async () => expect(await send(typed)).toEqual(wrong('user_gsm', problem)))).toEqual([])
  })
})
