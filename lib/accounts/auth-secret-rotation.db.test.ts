import { expect, test, vi } from 'vitest'
import { givenAccount, START } from './accounts.test-kit'

const [OLD, NEW] = ['a', 'b'].map((letter) => `secret-${letter}-0123456789-0123456789-0123`) as [string, string]

/** A process that was started with these secrets; what it has read of the environment, it keeps. */
async function startedWith(secret: string, previous = '') {
  Object.assign(process.env, { AUTH_SECRET: secret, AUTH_SECRET_PREVIOUS: previous })
  vi.resetModules()
  const [tokens, device, bridge, { env }] = await Promise.all([
    import('./session-token'),
    import('./device'),
    import('./next-auth-bridge'),
    import('@/lib/env'),
  ])
  env()
  return { ...tokens, ...device, ...bridge }
}

/** The steps of docs/operations.md, as two instances see them while one after the other is restarted. */
async function steps() {
  const [before, known, swapped, after] = [
    await startedWith(OLD),
    await startedWith(OLD, NEW),
    await startedWith(NEW, OLD),
    await startedWith(NEW),
  ]
  return {
    before,
    after,
    together: [
      [before, known],
      [known, swapped],
      [swapped, after],
    ] as const,
  }
}

test('in every step of changing AUTH_SECRET each instance reads the sessions and devices of the other', async () => {
  const { account } = await givenAccount()
  const { before, after, together } = await steps()
  for (const pair of together) {
    for (const [one, other] of [pair, pair.toReversed()] as const) {
      const claims = one?.newClaims(account, START)
      if (!one || !other || !claims) throw new Error('no pair')
      expect(await other.decodeClaims(await one.encodeClaims(claims), START)).toEqual(claims)
      expect(other.deviceOf(one.newDevice(account.id), account.id)).not.toBeNull()
    }
  }
  const old = await before.encodeClaims(before.newClaims(account, START))
  expect(await after.decodeClaims(old, START), 'the old secret opens nothing once it is gone').toBeNull()
  expect(after.deviceOf(before.newDevice(account.id), account.id)).toBeNull()
})

test('a device that is known under the old secret stays the same when it is signed anew', async () => {
  const { account } = await givenAccount()
  const { before, together } = await steps()
  const swapped = together[2][0]
  const id = swapped.deviceOf(before.newDevice(account.id), account.id)
  expect(id).not.toBeNull()
  const anew = swapped.newDevice(account.id, id ?? undefined)
  expect(together[2][1].deviceOf(anew, account.id)).toBe(id)
})

test('a sign-in page that was opened at one instance can be sent to the other in every step', async () => {
  const { together } = await steps()
  const csrf = async (app: Awaited<ReturnType<typeof startedWith>>, cookies: Array<{ name: string; value: string }>) => {
    const answer = await app.askNextAuth({ method: 'GET', path: ['csrf'], fields: {}, cookies }, START)
    const [, name = '', value = ''] = /(?:^|, )([\w-]*auth-csrf)=([^;]+)/.exec(answer.headers.getSetCookie().join(', ')) ?? []
    return { token: ((await answer.json()) as { csrfToken: string }).csrfToken, cookie: { name, value: decodeURIComponent(value) } }
  }
  for (const pair of together) {
    for (const [one, other] of [pair, pair.toReversed()] as const) {
      if (!one || !other) throw new Error('no pair')
      const opened = await csrf(one, [])
      expect((await csrf(other, [opened.cookie])).token, 'the other one knows its token').toBe(opened.token)
    }
  }
})
