import { z } from '@hono/zod-openapi'
import type { Reply } from './reply'

export const successMessage = 'Başarılı İşlem'

/** The fields of an answer that has nothing else to say. */
export function makeEnvelope<Name extends string>(name: Name) {
  return z.object({ object_name: z.literal(name), code: z.number().int(), message: z.string() }).strict()
}

export function replyEnvelope(name: string, code = 0, message = successMessage): Reply {
  return { status: 200, body: { object_name: name, code, message } }
}
