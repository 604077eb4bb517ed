import { expect, test } from 'vitest'
import { decrypt, encrypt } from '@/lib/encryption'
import type { Challenge } from '@/lib/paynet/payments'
import { decryptChallenge, encryptChallenge } from './stored-challenge'

/** As rows hold it since the first version: an upgrade finds shoppers at the bank. */
const FORM = '{"sessionId":"s","tokenId":"t","handover":{"kind":"form","action":"https://x/","fields":[["session_id","s"],["empty",""]]}}'
const LINK = '{"sessionId":"s","tokenId":"t","handover":{"kind":"link","url":"https://x/"}}'
/** As it is written of an order with the merchant's own reference of its dealer. */
const OF_DEALER = '{"sessionId":"s","tokenId":"t","agentReferenceNo":"B-1001","handover":{"kind":"link","url":"https://x/"}}'

test.each([FORM, LINK, OF_DEALER])('a challenge is read as every version has written it, and written the same: %s', async (stored) => {
  const challenge = await decryptChallenge(await encrypt('challenge', stored))
  expect(challenge).toMatchObject({ sessionId: 's', tokenId: 't' })
  expect(await decrypt('challenge', await encryptChallenge(challenge))).toBe(stored)
})

test.each([
  '{}',
  '{"sessionId":"s","tokenId":"t"}',
  '{"sessionId":"s","tokenId":"t","handover":{"kind":"page","url":"https://x/"}}',
  '{"sessionId":"gizli","tokenId":1,"handover":{"kind":"link","url":"https://x/"}}',
])('what is no challenge is refused, and the error quotes nothing of it: %s', async (stored) => {
  const read = decryptChallenge(await encrypt('challenge', stored))
  await expect(read).rejects.toThrow('what was encrypted for challenge is not as expected')
  await expect(read).rejects.not.toThrow('gizli')
})

test('nothing but pair, page and what was posted is stored', async () => {
  const page = { kind: 'link' as const, url: 'https://x/' }
  const more = { sessionId: 's', tokenId: 't', page, card: '4355084355084358' } satisfies Challenge & { card: string }
  expect(await decrypt('challenge', await encryptChallenge(more))).toBe(LINK)
})
