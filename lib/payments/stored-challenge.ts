import 'server-only'
import { z } from 'zod'
import { decryptJson, encrypt } from '@/lib/encryption'
import { digest } from '@/lib/ids'
import type { Challenge, Pair } from '@/lib/paynet/payments'

/** As it lies in payments' rows. Rows outlive an upgrade, so names and shape stay, and what was added may be missing. */
const storedChallenge = z.object({
  sessionId: z.string(),
  tokenId: z.string(),
  agentReferenceNo: z.string().optional(),
  handover: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('form'), action: z.string(), fields: z.array(z.tuple([z.string(), z.string()])) }),
    z.object({ kind: z.literal('link'), url: z.string() }),
  ]),
})

export async function encryptChallenge({ sessionId, tokenId, agentReferenceNo, page }: Challenge): Promise<string> {
  return encrypt('challenge', JSON.stringify({ sessionId, tokenId, agentReferenceNo, handover: page }))
}

export async function decryptChallenge(sealed: string): Promise<Challenge> {
  const { handover, ...pair } = await decryptJson('challenge', sealed, storedChallenge)
  return { ...pair, page: handover }
}

/**
 * What the bank's return is compared by. On its way through browsers and servers a pair may change without being
 * another one: a GUID's letters change their case, and a `+` that was not encoded arrives as a blank. The 128
 * random bits of the return's path name the payment all the same.
 */
export function digestPair({ sessionId, tokenId }: Pair): string {
  return digest(withPluses(sessionId), withPluses(tokenId).toLowerCase())
}

/** How a returned pair differs from the stored one that it was taken for; null if it does not. */
export function differenceOf(returned: Pair, stored: Pair): 'blanks' | 'case' | null {
  if (returned.sessionId === stored.sessionId && returned.tokenId === stored.tokenId) return null
  const isSameCase = withPluses(returned.tokenId) === withPluses(stored.tokenId)
  return isSameCase ? 'blanks' : 'case'
}

function withPluses(text: string): string {
  return text.replaceAll(' ', '+')
}
