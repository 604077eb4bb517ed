import type { z } from '@hono/zod-openapi'
import type { Transaction } from '@/simulator/books/records'
import type { State } from '@/simulator/books/state'
import { badRequest, type JsonObject, type Reply } from '@/simulator/protocol/reply'
import type { ServiceName } from '@/simulator/protocol/service-names'

/** What a service needs to know about a call besides its fields. */
export type CallContext = {
  /** The scheme, host and port that the caller used; the bank page gets the same. */
  origin: string
  /** Every service awaits this right before it acts; the slow-before fault waits here. */
  beforeActing: () => Promise<void>
  /** If set, the bank declines with this code, whatever the card. */
  declineWith: string | null
  /** The payment succeeds but its card is not stored. */
  failsToSaveCard: boolean
  /** The charge is a pre-authorisation, whatever was asked for. */
  onlyReserves: boolean
  /** Each plan of this price costs more from now on. */
  repricesPlans: boolean
  /** What is really drawn where a bank does not draw what it was asked for. */
  draw: (asked: Transaction) => Transaction
  /** If set, a card that is deleted stays on its list for so long. */
  listsDeletedMs: number | null
}

/** One path of Paynet. To add a service, add it to `all-services.ts`. */
export type Service = {
  name: ServiceName
  path: string
  summary: string
  request: z.ZodType
  response: z.ZodType
  /** Only where a body may be larger than usual. */
  maxBodyBytes?: number
  /** The reference that the call is about, if it can be found before the fields are validated. */
  referenceOf: (fields: JsonObject, state: State) => string | null
  /** Calls with the same key must not overlap; the call log marks those that do. */
  overlapKeyOf?: (fields: JsonObject) => string | null
  /** The names among the fields that the service does not know. */
  unknownFields: (fields: JsonObject) => string[]
  answer: (state: State, fields: JsonObject, context: CallContext) => Promise<Reply>
}

type ServiceParts<Input> = Omit<Service, 'request' | 'answer' | 'unknownFields'> & {
  request: z.ZodType<Input>
  /** The return code for an invalid field; 11 unless a service has its own. */
  refusalCode?: (field: string, isMissing: boolean) => number
  act: (state: State, input: Input, context: CallContext) => Promise<Reply>
}

export function defineService<Input>({ refusalCode, act, ...parts }: ServiceParts<Input>): Service {
  return {
    ...parts,
    unknownFields: (fields) => findUnknown(parts.request, fields),
    answer: async (state, fields, context) => {
      const input = parts.request.safeParse(fields)
      if (!input.success) return refuse(input.error, fields, refusalCode ?? (() => 11))
      const reply = await act(state, input.data, context)
      // Fails loudly if a reply does not match its documented schema: that is a bug in the simulator.
      if (reply.status === 200) parts.response.parse(reply.body)
      return reply
    },
  }
}

/** A stranger chose the names: only what looks like one is repeated. */
function findUnknown(request: z.ZodType, fields: JsonObject): string[] {
  const known = 'shape' in request && typeof request.shape === 'object' ? { ...request.shape } : fields
  const unknown = Object.keys(fields).filter((name) => !Object.hasOwn(known, name))
  return unknown.slice(0, 20).map((name) => (/^[a-z_]{1,40}$/i.test(name) ? name : '(a name of other characters)'))
}

/** Names fields and rules but never values, which may be card numbers. */
function refuse(error: z.ZodError, fields: JsonObject, codeOf: (field: string, isMissing: boolean) => number): Reply {
  const [issue] = error.issues
  const field = String(issue?.path[0] ?? '')
  const isMissing = fields[field] === undefined
  const reason = isMissing ? 'zorunlu alan' : (issue?.message ?? 'geçersiz')
  return badRequest(codeOf(field, isMissing), `Geçersiz istek: ${field}: ${reason}`)
}
