import { z } from '@hono/zod-openapi'
import { checkOtp, sendOtp } from '@/simulator/books/sent-otps'
import { formatPaynetDate } from '@/simulator/format/dates'
import { findCardReference, replyOtpRefused } from '@/simulator/protocol/card-replies'
import { makeEnvelope, replyEnvelope, successMessage } from '@/simulator/protocol/envelope'
import { mobileField, textField } from '@/simulator/protocol/fields'
import { defineService } from './service'

const named = z.object({ user_gsm: mobileField, otp_session_id: textField(100) })

export const cardSendOtp = defineService({
  name: 'card_send_otp',
  path: '/v1/card/send_otp',
  summary: "Sends a code to the shopper's phone; it is good for 180 seconds",
  request: named.openapi('CardSendOtpRequest'),
  response: makeEnvelope('card_send_otp')
    .extend({ otp_expire: z.string().openapi({ example: '2017-07-17T15:30:15.058000+03:00' }) })
    .openapi('CardSendOtpResponse'),
  referenceOf: findCardReference,
  act: async (state, input, context) => {
    await context.beforeActing()
    const { expiresAtMs } = sendOtp(state, input.otp_session_id, input.user_gsm)
    const otp_expire = formatPaynetDate(new Date(expiresAtMs))
    return { status: 200, body: { otp_expire, object_name: 'card_send_otp', code: 0, message: successMessage } }
  },
})

export const cardCheckOtp = defineService({
  name: 'card_check_otp',
  path: '/v1/card/check_otp',
  summary: 'Says whether a code is the one that was sent',
  request: named.extend({ otp_code: textField(20) }).openapi('CardCheckOtpRequest'),
  response: makeEnvelope('card_check_otp').openapi('CardCheckOtpResponse'),
  referenceOf: findCardReference,
  act: async (state, input, context) => {
    await context.beforeActing()
    const verdict = checkOtp(state, input)
    return verdict === 'right' ? replyEnvelope('card_check_otp') : replyOtpRefused('card_check_otp', verdict)
  },
})
