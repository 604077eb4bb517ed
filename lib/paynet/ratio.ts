import 'server-only'
import { SECOND } from '@/lib/duration'
import { env } from '@/lib/env'
import { type Call, describeCall } from './call'
import { classifyRatio, encodeRatioQuestion, type PlanLimits, type RatioMeaning, type RatioQuestion } from './ratio-wire'
import { post, type Reply } from './transport'
import { PATHS, returnCode } from './wire'

/** A shopper waits for it with the card in hand. */
const DEADLINE_MS = 8 * SECOND

/**
 * Asks which plans a card has for a price (page "Oran Tablosu", `v1/ratio/Get`). Moves no money, so what came to nothing
 * is asked once more, within eight seconds in all.
 */
export async function askPlans(question: RatioQuestion, limits: PlanLimits): Promise<{ meaning: RatioMeaning; call: Call }> {
  const deadline = AbortSignal.timeout(Math.min(DEADLINE_MS, env().paynet.timeoutMs))
  const body = encodeRatioQuestion(question)
  let reply = await post(PATHS.ratios, body, { deadline })
  if (cameToNothing(reply) && !deadline.aborted) reply = await post(PATHS.ratios, body, { deadline })
  const meaning = classifyRatio(reply, question, limits)
  return { meaning, call: describeCall('ratio', reply, { kind: meaning.offer.kind, code: returnCode(reply) }) }
}

function cameToNothing(reply: Reply): boolean {
  return reply.kind !== 'answered' || reply.status >= 500
}
