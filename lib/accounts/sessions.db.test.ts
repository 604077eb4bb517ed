import { encode } from 'next-auth/jwt'
import { expect, test } from 'vitest'
import { findCardOtp, putCardOtp } from '@/db/card-otps'
import { clearMarker } from '@/db/markers'
import { endOldAccess } from '@/db/old-access'
import { forgetEndedSessions, raiseSessionVersion } from '@/db/users'
import { findByLink, newLink, startDraft } from '@/lib/dealers/drafts'
import { DAY, HOUR } from '@/lib/duration'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'
import { changePassword, signIn } from './accounts'
import { givenAccount, PASSWORD, START, somewhere, valueIn } from './accounts.test-kit'
import { findResetEmail } from './reset'
import { makeResetLink } from './reset-link'
import { endSession } from './session'
import { decodeClaims, encodeClaims, findUserOf, newClaims, type SessionClaims } from './session-token'

/** Tokens are dated by the machine's clock, so these tests live now. */
const now = new Date()
const later = (ms: number) => new Date(now.getTime() + ms)

async function whoIs(token: string, at = now): Promise<string | null> {
  const claims = await decodeClaims(token, at)
  return claims && ((await findUserOf(claims))?.id ?? null)
}

test('a copied token dies with the session that is ended, and no other does', async () => {
  const { account } = await givenAccount()
  const [one, other] = [newClaims(account, now), newClaims(account, now)]
  const [token, otherToken] = [await encodeClaims(one), await encodeClaims(other)]
  expect(await whoIs(token)).toBe(account.id)
  await endSession(one)
  await endSession(one)
  await forgetEndedSessions(later(HOUR))
  expect(await whoIs(token)).toBeNull()
  expect(await whoIs(otherToken)).toBe(account.id)
})

test('a new password ends every session but the one that it opens', async () => {
  const { email, account } = await givenAccount()
  const before = await encodeClaims(newClaims(account, now))
  const elsewhere = await encodeClaims(newClaims(valueIn(await signIn({ email, password: PASSWORD }, somewhere(), START)), now))
  const changed = valueIn(await changePassword(account.id, { current: PASSWORD, next: 'yepyeni parola' }, somewhere(), 'tr', START))
  const after = await encodeClaims(newClaims(changed, now))
  expect([await whoIs(before), await whoIs(elsewhere), await whoIs(after)]).toEqual([null, null, account.id])
  await raiseSessionVersion(account.id)
  expect(await whoIs(after), 'signed out everywhere').toBeNull()
})

test('a session ends twelve hours after signing in, however often it was written anew', async () => {
  const { account } = await givenAccount()
  const claims = newClaims(account, now)
  const again = await encode({ token: claims, secret: env().authSecrets[0], maxAge: 30 * 24 * 3600 })
  expect(await whoIs(again, later(12 * HOUR - 2_000))).toBe(account.id)
  expect(await whoIs(again, later(12 * HOUR))).toBeNull()
})

test('after a restore no session, link or code from before is good, and new ones are', async () => {
  const { email, account } = await givenAccount()
  const token = await encodeClaims(newClaims(account, now))
  const link = async () => (await makeResetLink(email, DAY, now))?.url.split('/').at(-1) ?? ''
  const old = await link()
  const draft = valueIn(await startDraft({ accessDigest: async () => newId(), userId: null, address: newId() }, now))
  const draftLink = await newLink(draft, now)
  await putCardOtp({ userId: account.id, sessionId: 's', secret: 'sealed', sentAt: now, expiresAt: later(HOUR), verifiedAt: null })
  expect([await whoIs(token), await findResetEmail(old, now), (await findByLink(draftLink, now))?.id]).toEqual([
    account.id,
    email,
    draft.id,
  ])

  const restoredAt = later(2_000)
  await endOldAccess(restoredAt)
  expect([await whoIs(token), await findResetEmail(old, now), await findByLink(draftLink, now)]).toEqual([null, null, null])
  expect(await findCardOtp(account.id)).toBeNull()
  expect(await whoIs(await encodeClaims(newClaims(account, later(3_000))))).toBe(account.id)
  expect(await findResetEmail(await link(), now)).toBe(email)
  await clearMarker('sessions-since')
})

test('each session has an id of its own', async () => {
  const { account } = await givenAccount()
  expect(newClaims(account, now).sid).not.toBe(newClaims(account, now).sid)
})

test('a token that is not ours opens no session', async () => {
  const { account } = await givenAccount()
  const claims = newClaims(account, now)
  const seal = (token: object, secret = env().authSecrets[0]) => encode({ token: token as SessionClaims, secret })
  const good = await seal(claims)
  expect(await whoIs(good)).toBe(account.id)
  const { sid: _sid, ...withoutId } = claims
  const bad = [
    '',
    'x',
    'a.b.c.d.e',
    `${good.slice(0, -4)}AAAA`,
    await seal(claims, 'another-secret-0123456789-0123456789'),
    await seal(withoutId),
    await seal({ ...claims, sub: newId() }),
    await seal({ ...claims, sub: "' OR 1=1 --" }),
    await seal({ ...claims, version: '1' }),
    await seal({ ...claims, version: 99 }),
    await seal({ ...claims, at: 'now' }),
    await seal({ name: 'x', email: 'x@example.com', sub: account.id }),
  ]
  for (const token of bad) expect(await whoIs(token), token).toBeNull()
})
