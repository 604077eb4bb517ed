import { newId } from '@/lib/ids'
import { paynet } from '@/scripts/test/setup'
import { givenUser, stoppedClock } from './cards.test-kit'
import { checkCode, sendCode } from './otp'

export const OK = { ok: true, value: null }
export const OVER = { ok: false, failure: { kind: 'conflict', because: 'code-over' } }
export const wrong = (field: string, problem: string) => ({ ok: false, failure: { kind: 'invalid', fields: [{ field, problem }] } })

let people = 0

export function newPhone(): string {
  people += 1
  return `532${String(people).padStart(7, '0')}`
}

/** A user with a phone of their own. */
export async function givenPhone() {
  const phone = newPhone()
  const [userId, clock] = [await givenUser(), stoppedClock()]
  const codes = async () => (await paynet.phone(phone)).map(({ otp_code: code }) => code)
  const send = (typed: string | null = phone, address = newId()) => sendCode(userId, typed, address, clock.at())
  const check = (code: string) => checkCode(userId, code, clock.at())
  const lastCode = async () => (await codes()).at(-1) ?? ''
  return { userId, clock, phone, codes, send, check, lastCode }
}

/** The same, and the code that was sent has been typed. */
export async function givenVerified() {
  const person = await givenPhone()
  await person.send()
  const checked = await person.check(await person.lastCode())
  if (!checked.ok) throw new Error('the code was not right')
  return person
}
