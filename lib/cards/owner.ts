import 'server-only'
import { randomUUID } from 'node:crypto'
import { type CardOwner, ensureCardOwner, findCardOwner, type OwnerKey } from '@/db/card-owners'
import { decrypt, encrypt } from '@/lib/encryption'
import { env } from '@/lib/env'
import type { PaynetOwnerRef } from '@/lib/paynet/challenge-wire'

/** A user's cards at the Paynet of this deployment. Cards that another Paynet keeps are not theirs here. */
export function ownerKey(userId: string): OwnerKey {
  return { userId, paynet: env().paynet.url }
}

/** The owner, with Paynet's id of them in the clear: null until a card was saved. */
export async function findOwner(userId: string): Promise<CardOwner | null> {
  const owner = await findCardOwner(ownerKey(userId))
  return owner && decryptOwnerId(owner)
}

/** The same. A user without cards gets a random id for the first save, which is neither e-mail nor phone. */
export async function ensureOwner(userId: string): Promise<CardOwner> {
  return decryptOwnerId(await ensureCardOwner(ownerKey(userId), randomUUID()))
}

/** How Paynet is told whose card it is: by our id until Paynet has given its own, also when that answer was lost. */
export function ownerRef(owner: CardOwner): PaynetOwnerRef {
  return owner.cardOwnerId === null ? { userUniqueId: owner.userUniqueId } : { cardOwnerId: owner.cardOwnerId }
}

export async function encryptOwnerId(cardOwnerId: string): Promise<string> {
  return encrypt('card-owner', cardOwnerId)
}

async function decryptOwnerId(owner: CardOwner): Promise<CardOwner> {
  return { ...owner, cardOwnerId: owner.cardOwnerId && (await decrypt('card-owner', owner.cardOwnerId)) }
}
