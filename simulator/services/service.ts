import type { z } from '@hono/zod-openapi'
import type { State } from '@/simulator/books/state'
import { badRequest, type JsonObject, type Reply } from '@/simulator/protocol/reply'
import type { ServiceName } from '@/simulator/protocol/service-names'

/** What one call brings along besides its fields. */
export type CallContext = {
  /** Scheme, host and port under which the caller reached us; the bank page is offered under the same. */
  origin: string
  /** Every service awaits it right before it acts; a slow-before fault waits here. */
  beforeActing: () => Promise<void>
  /** The bank declines whatever the card says. */
  declineWith: string | null
  /** The money is taken, the card is not stored. */
  failsToSaveCard: boolean
}

/** One path of Paynet. A further service is one more of these in the list of `app.ts`. */
export type Service = {
  name: ServiceName
  path: string
  summary: string
  request: z.ZodType
  response: z.ZodType
  /** Where a body may be larger than usual. */
  maxBodyBytes?: number
  /** The reference that the call is about, as far as it can be told before validation. */
  referenceOf: (fields: JsonObject, state: State) => string | null
  /** Calls with the same key must not overlap; the call log marks those that do. */
  overlapKeyOf?: (fields: JsonObject) => string | null
  answer: (state: State, fields: JsonObject, context: CallContext) => Promise<Reply>
}

type ServiceParts<Input> = Omit<Service, 'request' | 'answer'> & {
  request: z.ZodType<Input>
  /** Turns a refused request into Paynet's words; return code 11 where it has none of its own. */
  refusalCode?: (field: string, isMissing: boolean) => number
  act: (state: State, input: Input, context: CallContext) => Promise<Reply>
}

export function defineService<Input>({ refusalCode, act, ...parts }: ServiceParts<Input>): Service {
  return {
    ...parts,
    answer: async (state, fields, context) => {
      const input = parts.request.safeParse(fields)
      if (!input.success) return refuse(input.error, fields, refusalCode ?? (() => 11))
      const reply = await act(state, input.data, context)
      // A reply that does not keep to its own documented schema is a bug of the simulator.
      if (reply.status === 200) parts.response.parse(reply.body)
      return reply
    },
  }
}

/** Names fields and rules, never values: one of them may be a card number. */
function refuse(error: z.ZodError, fields: JsonObject, codeOf: (field: string, isMissing: boolean) => number): Reply {
  const [issue] = error.issues
  const field = String(issue?.path[0] ?? '')
  const isMissing = fields[field] === undefined
  const reason = isMissing ? 'zorunlu alan' : (issue?.message ?? 'geçersiz')
  return badRequest(codeOf(field, isMissing), `Geçersiz istek: ${field}: ${reason}`)
}
