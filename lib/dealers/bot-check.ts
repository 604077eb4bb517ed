import 'server-only'
import { later } from '@/lib/clock'
import { SECOND } from '@/lib/duration'
import type { Application } from './application'

/** People take longer for five pages; a bot is asked to send once more. */
const FASTEST_MS = 3 * SECOND

export type BotSign = 'filled' | 'too-fast'

/**
 * Tells a bot from a person without a puzzle: it filled a field that people cannot see, or was done within three
 * seconds. The time comes from the row, so it cannot be forged.
 */
export function findBotSign(application: Pick<Application, 'createdAt'>, hiddenField: string, now: Date): BotSign | null {
  if (hiddenField !== '') return 'filled'
  return later(application.createdAt, FASTEST_MS) > now ? 'too-fast' : null
}
