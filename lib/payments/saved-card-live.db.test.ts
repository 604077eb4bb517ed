import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { ensureCardOwner } from '@/db/card-owners'
import { storeSavedCard } from '@/db/saved-cards'
import { givenUser } from '@/lib/cards/cards.test-kit'
import { encryptOwnerId, ownerKey } from '@/lib/cards/owner'
import { savedCardRow } from '@/lib/cards/saved-card'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'
import type { Expiry } from '@/lib/shared/cards/card'
import { prepareMethod } from './payment-method'

// What a shopper pays with is judged before Paynet is called, so the live host can be named here.
process.env.PAYNET_API_URL = 'https://api.paynet.com.tr'
process.env.PAYNET_QUIET_MS = '120000'
// The tests' own keys are published, and refused there.
process.env.PAYNET_SECRET_KEY = `sck_${randomBytes(24).toString('hex')}`
process.env.AUTH_SECRET = randomBytes(32).toString('hex')
process.env.DATA_KEY = randomBytes(32).toString('base64')
process.env.MERCHANT_API_KEY = randomBytes(32).toString('hex')

const at = new Date('2026-11-22T10:00:00Z')

/** A card that was saved at the live Paynet. */
async function givenLiveCard(expiry: Expiry | null): Promise<{ userId: string; cardId: string }> {
  const userId = await givenUser()
  const owner = await ensureCardOwner(ownerKey(userId), newId())
  const details = { cardHash: newId(), description: 'x', mask: '435508******4358', bank: null, kind: null, brandName: null }
  const cardId = await storeSavedCard(await savedCardRow(owner, { details, expiry, createdAt: at }), await encryptOwnerId('owner'))
  return { userId, cardId }
}

test('on the live host a saved card whose date is over is refused before Paynet is asked, and others are not', async () => {
  expect(env().isLive).toBe(true)
  const judge = async (expiry: Expiry | null, now = at) => {
    const { userId, cardId } = await givenLiveCard(expiry)
    return prepareMethod({ kind: 'saved', cardId }, { userId, orderId: '' }, now)
  }
  const EXPIRED = { ok: false, failure: { kind: 'conflict', because: 'card-expired' } }
  expect(await judge({ month: 10, year: 2026 })).toEqual(EXPIRED)
  expect(await judge({ month: 11, year: 2026 })).toMatchObject({ ok: true })
  // To the end of the month in Istanbul, and not a moment longer.
  expect(await judge({ month: 11, year: 2026 }, new Date('2026-11-30T20:59:59.999Z'))).toMatchObject({ ok: true })
  expect(await judge({ month: 11, year: 2026 }, new Date('2026-11-30T21:00:00Z'))).toEqual(EXPIRED)
  expect(await judge(null)).toMatchObject({ ok: true })
})
