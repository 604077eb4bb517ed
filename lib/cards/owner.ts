import 'server-only'
import { randomUUID } from 'node:crypto'
import { type CardOwnerRow, ensureCardOwner, findCardOwner, type Owner } from '@/db/card-owners'
import { decrypt, encrypt } from '@/lib/encryption'
import { env } from '@/lib/env'
import type { Owner as PaynetOwner } from '@/lib/paynet/payments-wire'

/** Somebody's cards at the Paynet of this deployment; what another one keeps is not theirs here. */
export function ownerOf(userId: string): Owner {
  return { userId, paynet: env().paynet.url }
}

/** An owner with Paynet's name of them in the clear; null until a card was saved. */
export type CardOwner = Omit<CardOwnerRow, 'cardOwnerId'> & { cardOwnerId: string | null }

export async function openOwner(userId: string): Promise<CardOwner | null> {
  const row = await findCardOwner(ownerOf(userId))
  return row && unsealOwner(row)
}

/** The same; somebody without cards gets a random name, which is neither e-mail nor phone, for the first save. */
export async function ensureOwner(userId: string): Promise<CardOwner> {
  return unsealOwner(await ensureCardOwner(ownerOf(userId), randomUUID()))
}

/** What Paynet is told: our name of the person until it has given its own, also when that answer was lost. */
export function nameAtPaynet(owner: CardOwner): PaynetOwner {
  return owner.cardOwnerId === null ? { userUniqueId: owner.userUniqueId } : { cardOwnerId: owner.cardOwnerId }
}

export async function encryptOwnerId(cardOwnerId: string): Promise<string> {
  return encrypt('card-owner', cardOwnerId)
}

async function unsealOwner(row: CardOwnerRow): Promise<CardOwner> {
  return { ...row, cardOwnerId: row.cardOwnerId && (await decrypt('card-owner', row.cardOwnerId)) }
}
