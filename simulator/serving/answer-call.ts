import { timingSafeEqual } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { type Call, openCall, watchOverlap } from '@/simulator/books/calls'
import type { Transaction } from '@/simulator/books/records'
import type { State } from '@/simulator/books/state'
import { type ArmedFault, takeFault } from '@/simulator/faults/armed-faults'
import { answerJson, type HttpAnswer } from '@/simulator/protocol/http'
import { badRequest, errorReply, type JsonObject, type Reply, textOf, unauthorized } from '@/simulator/protocol/reply'
import { readFields } from '@/simulator/protocol/request-body'
import type { Service } from '@/simulator/services/service'
import { drawOtherwise } from '@/simulator/spoiling/drawing'
import { spoil } from '@/simulator/spoiling/spoil'
import { sendAnswer } from './send-answer'

/** Answers one call to Paynet: checks method, key and body, then runs the service with the fault armed for it. */
export async function answerCall(state: State, service: Service, context: Context<{ Bindings: HttpBindings }>): Promise<Response> {
  const startedMs = performance.now()
  const call = openCall(state.calls, state.now(), service.name, context.req.method)
  const { answer, stopWatching } = await findAnswer(state, service, context.req.raw, call)
  if (answer.delivery !== 'dropped') call.http_status = answer.status
  const response = await sendAnswer(state, context.env, answer)
  call.duration_ms = Math.round(performance.now() - startedMs)
  stopWatching()
  return response
}

type Found = { answer: HttpAnswer; stopWatching: () => void }

async function findAnswer(state: State, service: Service, request: Request, call: Call): Promise<Found> {
  const refuse = (reply: Reply, headers: Record<string, string> = {}): Found => {
    noteReply(call, reply)
    return { answer: answerJson(reply, headers), stopWatching: () => undefined }
  }
  if (request.method !== 'POST') {
    return refuse(errorReply(405, 'invalid_request_error', 11, 'Yalnızca POST'), { allow: 'POST' })
  }
  call.authorization = isAuthorized(state, request) ? 'ok' : 'bad'
  if (call.authorization === 'bad') return refuse(unauthorized())
  const fields = await readFields(request, service.maxBodyBytes)
  if (!fields) return refuse(badRequest(11, 'Gövde JSON veya form olmalıdır'))
  return answerFields(state, service, fields, new URL(request.url).origin, call)
}

async function answerFields(state: State, service: Service, fields: JsonObject, origin: string, call: Call): Promise<Found> {
  call.reference_no = service.referenceOf(fields, state)
  call.return_url = service.name === 'tds_initial' ? textOf(fields, 'return_url') : null
  call.domain = service.name === 'tds_initial' ? textOf(fields, 'domain') : null
  call.unknown_fields = service.unknownFields(fields)
  const overlapKey = service.overlapKeyOf?.(fields) ?? null
  const stopWatching = overlapKey === null ? () => undefined : watchOverlap(state.calls, overlapKey, call)
  const armed = takeFault(state.faults, service.name, call.reference_no)
  call.fault = armed?.fault ?? null
  call.acted = armed ? armed.acts : true

  let waitMs = armed?.fault === 'slow-before' ? (armed.ms ?? 1000) : 0
  const waitOnce = async () => {
    const ms = waitMs
    waitMs = 0
    if (ms > 0) await state.wait(ms)
  }
  const context = {
    origin,
    beforeActing: waitOnce,
    declineWith: armed?.fault === 'decline' ? armed.bank_error_id : null,
    failsToSaveCard: armed?.fault === 'save-card-fails',
    onlyReserves: armed?.fault === 'pre-authorised',
    repricesPlans: armed?.fault === 'ratio-repriced',
    draw: (asked: Transaction) => drawOtherwise(asked, armed?.fault ?? null),
    listsDeletedMs: armed?.fault === 'delete-lags' ? (armed.ms ?? 5000) : null,
  }
  const real = call.acted ? await service.answer(state, fields, context) : null
  // A refused call never acts, so it has not waited yet.
  await waitOnce()
  if (armed?.fault === 'slow') await state.wait(armed.ms ?? 1000)
  const answer = makeAnswer(real, armed, { state, service, origin, call })
  noteSent(call, answer, real)
  return { answer, stopWatching }
}

function makeAnswer(
  real: Reply | null,
  armed: ArmedFault | null,
  { state, service, origin, call }: { state: State; service: Service; origin: string; call: Call },
): HttpAnswer {
  if (armed) return spoil(real, { state, armed, origin, service: service.name, reference: call.reference_no })
  if (real) return answerJson(real)
  throw new Error(`${service.name} neither acted nor met a fault`)
}

/** Exactly `Basic <raw key>`. Encoding it in base64, as HTTP Basic does, is the classic mistake with Paynet. */
function isAuthorized(state: State, request: Request): boolean {
  const given = Buffer.from(request.headers.get('authorization') ?? '')
  const wanted = Buffer.from(`Basic ${state.secretKey}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

function noteReply(call: Call, { status, body }: Reply): void {
  const code = body.code
  call.code = typeof code === 'number' || typeof code === 'string' ? code : null
  call.remark = status === 200 ? null : textOf(body, 'message')
}

function noteSent(call: Call, answer: HttpAnswer, real: Reply | null): void {
  if (real) noteReply(call, real)
  if (call.fault) call.code = answer.delivery === 'dropped' ? null : codeIn(String(answer.body))
}

function codeIn(body: string): number | string | null {
  try {
    const json: unknown = JSON.parse(body)
    if (typeof json !== 'object' || json === null || !('code' in json)) return null
    return typeof json.code === 'number' || typeof json.code === 'string' ? json.code : null
  } catch {
    return null
  }
}
