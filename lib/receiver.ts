import 'server-only'
import { ensureReceiver, type Receiver } from '@/db/deliveries'
import type { Environment } from './env'
import { digest } from './ids'

type Webhook = NonNullable<Environment['webhook']>

/** The address may hold a secret, so only its digest is kept. */
export function receiverOf({ url }: Webhook): string {
  return digest(url)
}

/** What is known of the address that events go to today. */
export function findReceiver(webhook: Webhook, now: Date): Promise<Receiver> {
  return ensureReceiver(receiverOf(webhook), now)
}
