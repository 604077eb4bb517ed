import 'server-only'
import { z } from 'zod'
import { decryptJson, encrypt } from '@/lib/encryption'
import type { Challenge } from '@/lib/paynet/payments'

/** As it lies in payments' rows. Rows outlive an upgrade, so names and shape stay. */
const storedChallenge = z.object({
  sessionId: z.string(),
  tokenId: z.string(),
  handover: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('form'), action: z.string(), fields: z.array(z.tuple([z.string(), z.string()])) }),
    z.object({ kind: z.literal('link'), url: z.string() }),
  ]),
})

export async function encryptChallenge({ sessionId, tokenId, page }: Challenge): Promise<string> {
  return encrypt('challenge', JSON.stringify({ sessionId, tokenId, handover: page }))
}

export async function decryptChallenge(sealed: string): Promise<Challenge> {
  const { handover, ...pair } = await decryptJson('challenge', sealed, storedChallenge)
  return { ...pair, page: handover }
}
