import 'server-only'
import { z } from 'zod'
import { type CardOtpRow, deleteCardOtp, findCardOtp, putCardOtp, takeCardOtp, verifyCardOtp } from '@/db/card-otps'
import { later } from '@/lib/clock'
import { MINUTE, SECOND } from '@/lib/duration'
import { decryptJson, encrypt } from '@/lib/encryption'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { checkOtp, type OtpProof, sendOtp } from '@/lib/paynet/cards'
import { CODE } from '@/lib/paynet/wire'
import { fromAddress, overLimit, type Use, waitFor } from '@/lib/rate-limit'
import type { OtpStep } from '@/lib/shared/cards/card-otp'
import { ungrouped } from '@/lib/shared/digits'
import { nationalDigits } from '@/lib/shared/phone'
import { fail, ok, type Result } from '@/lib/shared/result'
import { withoutLabel } from '@/lib/shared/without-label'
import { overAny, takeBack } from '@/lib/uses'
import { tellCall } from './call'

const RESEND_AFTER_MS = MINUTE
const CLOCKS_DIFFER_MS = 5 * SECOND
/** What Turkish banks usually give, for a Paynet that does not say. */
const GOOD_FOR_MS = 3 * MINUTE
const LONGEST_MS = 15 * MINUTE
/** How long a right code waits for its card. */
const VERIFIED_FOR_MS = 10 * MINUTE

const ALL: Use = ['otps', 'all']

type Secret = z.infer<typeof secret>

const secret = z.object({ phone: z.string(), code: z.string().nullable() })

/** How far a user has come on the way from a phone number to the card form. */
export async function readOtpStep(userId: string, now: Date): Promise<OtpStep> {
  const otp = await findCardOtp(userId)
  if (!otp) return { step: 'phone' }
  const { phone } = await decryptSecret(otp)
  const lastFour = phone.slice(-4)
  if (otp.verifiedAt) return isStillVerified(otp, now) ? { step: 'card', lastFour } : { step: 'phone' }
  return { step: 'code', lastFour, resendInSeconds: Math.ceil(pauseMs(otp, now) / SECOND), isExpired: otp.expiresAt <= now }
}

/**
 * Sends a code to a phone, or to the last one again when `typed` is null: no sooner than a minute after the
 * last code. Fails with `invalid`, `code-over`, `rate-limited` and `unavailable`, and then nothing was sent.
 */
export async function sendCode(userId: string, typed: string | null, address: string, now: Date): Promise<Result<null>> {
  const last = await findCardOtp(userId)
  const phone = typed === null ? last && (await decryptSecret(last)).phone : readPhone(typed)
  if (typed === null && !phone) return fail({ kind: 'conflict', because: 'code-over' })
  if (!phone)
    return fail({
      kind: 'invalid',
      fields: [{ field: 'user_gsm', problem: ungrouped(typed ?? '') === '' ? 'phone-empty' : 'phone-format' }],
    })
  const pause = last ? pauseMs(last, now) : 0
  if (pause > 0) return fail({ kind: 'rate-limited', retryAfterSeconds: Math.ceil(pause / SECOND) })
  // The phone's owner may know nothing of this, so the phone has limits of its own.
  const messages: Use[] = [['otps-to-phone', phone], ['otps-to-phone-in-a-day', phone], ALL]
  const uses: Use[] = [...messages, ['otps-of-account', userId], ...fromAddress('otps-from-address', address)]
  const wait = await overAny(uses, now)
  if (wait !== null) {
    await tellFlood(now)
    return fail({ kind: 'rate-limited', retryAfterSeconds: wait })
  }

  const sessionId = newId()
  const { meaning, expiresAt, call } = await sendOtp(phone, sessionId)
  await tellCall(call, now)
  if (meaning.kind === 'not-sent' || meaning.kind === 'refuses-us') {
    await takeBack(uses, now)
    return fail({ kind: 'unavailable' })
  }
  if (meaning.kind === 'refused') {
    // No message left, but Paynet was asked.
    await takeBack(messages, now)
    return fail({ kind: 'invalid', fields: [{ field: 'user_gsm', problem: 'phone-refused' }] })
  }
  // Even if the answer was lost, the message may be on its way.
  const isPlausible = expiresAt && expiresAt > now && expiresAt < later(now, LONGEST_MS)
  await putCardOtp({
    userId,
    sessionId,
    secret: await encryptSecret({ phone, code: null }),
    sentAt: now,
    expiresAt: isPlausible ? expiresAt : later(now, GOOD_FOR_MS),
    verifiedAt: null,
  })
  return ok(null)
}

/** How long no second code is sent. One that was sent after now was sent by a clock that has been set back since. */
function pauseMs({ sentAt }: CardOtpRow, now: Date): number {
  return sentAt > later(now, CLOCKS_DIFFER_MS) ? 0 : Math.max(0, later(sentAt, RESEND_AFTER_MS).getTime() - now.getTime())
}

/** Once an hour: either an attacker sends messages through this shop, or it has grown. */
async function tellFlood(now: Date): Promise<void> {
  if ((await waitFor([ALL], now)) === null) return
  if ((await overLimit('alarms-of-otps', 'all', now)) === null) log.alarm('cards.otp-flood')
}

/** Asks Paynet whether the code is right. The clock tells expired from wrong, since Paynet's return codes for them are not published. */
export async function checkCode(userId: string, typed: string, now: Date): Promise<Result<null>> {
  const otp = await findCardOtp(userId)
  if (!otp || otp.verifiedAt) return fail({ kind: 'conflict', because: 'code-over' })
  const code = ungrouped(typed)
  const wrong = (problem: string) => fail<null>({ kind: 'invalid', fields: [{ field: 'otp_code', problem }] })
  if (code === '') return wrong('otp-empty')
  if (otp.expiresAt <= now) return wrong('otp-expired')
  if (!/^[A-Za-z0-9]{3,10}$/.test(code)) return wrong('otp-wrong')
  const wait = await overLimit('otp-tries-of-account', userId, now)
  if (wait !== null) return fail({ kind: 'rate-limited', retryAfterSeconds: wait })

  const { phone } = await decryptSecret(otp)
  const { meaning, call } = await checkOtp({ phone, sessionId: otp.sessionId, code })
  await tellCall(call, now)
  if (meaning.kind === 'refused') return wrong('otp-wrong')
  // The call changes nothing at Paynet, so a "timeout" can only mean the code's.
  if (meaning.kind === 'unknown' && meaning.code === CODE.timeout) return wrong('otp-expired')
  if (meaning.kind !== 'done') return fail({ kind: 'unavailable' })
  await verifyCardOtp(userId, otp.sessionId, await encryptSecret({ phone, code }), now)
  return ok(null)
}

/** Starts again with another phone. */
export async function forgetCode(userId: string): Promise<void> {
  await deleteCardOtp(userId)
}

/** Whether a right code waits for its card. */
export async function hasOtpProof(userId: string, now: Date): Promise<boolean> {
  const otp = await findCardOtp(userId)
  return otp !== null && isStillVerified(otp, now)
}

/** The phone that a user has proven to hold, while that proof is good; it is not spent. */
export async function provenPhone(userId: string, now: Date): Promise<string | null> {
  const otp = await findCardOtp(userId)
  return otp && isStillVerified(otp, now) ? (await decryptSecret(otp)).phone : null
}

/** The proof that a code was right, good for one save: of two forms sent at once, one gets it. It can be given back unused. */
export async function spendOtpProof(userId: string, now: Date): Promise<{ proof: OtpProof; giveBack: () => Promise<void> } | null> {
  const found = await findCardOtp(userId)
  if (!found || !isStillVerified(found, now)) return null
  // Decrypted before it is taken: if the key is gone, nothing is lost.
  const { phone, code } = await decryptSecret(found)
  const otp = await takeCardOtp(userId, found.sessionId)
  return otp && code !== null ? { proof: { phone, sessionId: otp.sessionId, code }, giveBack: () => putCardOtp(otp) } : null
}

/** `5321234567` from what people type. Null when it is no Turkish mobile number. */
export function readPhone(typed: string): string | null {
  const digits = nationalDigits(withoutLabel(ungrouped(typed)))
  return /^5\d{9}$/.test(digits) ? digits : null
}

function isStillVerified({ verifiedAt }: CardOtpRow, now: Date): boolean {
  return verifiedAt !== null && later(verifiedAt, VERIFIED_FOR_MS) > now
}

async function decryptSecret(otp: CardOtpRow): Promise<Secret> {
  return decryptJson('card-otp', otp.secret, secret)
}

async function encryptSecret(phoneAndCode: Secret): Promise<string> {
  return encrypt('card-otp', JSON.stringify(phoneAndCode))
}
