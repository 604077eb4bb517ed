import type { FaultName, FaultPlace } from '@/simulator/faults/catalogue'

/** A line of the call log. It holds nothing about a card or a dealer, and only whether the key was right. */
export type Call = {
  sequence: number
  at: string
  service: FaultPlace
  method: string
  reference_no: string | null
  authorization: 'ok' | 'bad' | null
  /** null while the call is open, and forever if the connection was dropped. */
  http_status: number | null
  /** The `code` in the body that was sent. */
  code: number | string | null
  fault: FaultName | null
  acted: boolean
  duration_ms: number | null
  /** Another tds_charge for the same pair, refund of the same sale, or application of the same tax number was in flight meanwhile. */
  overlapping: boolean
  return_url: string | null
  domain: string | null
  /** Why a request was refused. Names fields, never their values. */
  remark: string | null
  /** Fields that Paynet's page does not have. They were accepted and had no effect. */
  unknown_fields: string[]
}

export type CallLog = { calls: Call[]; lastSequence: number; inFlight: Map<string, Set<Call>> }

/** Bounds the memory that a load test takes. */
const keptCalls = 20_000

export function createCallLog(): CallLog {
  return { calls: [], lastSequence: 0, inFlight: new Map() }
}

export function openCall(log: CallLog, now: Date, service: FaultPlace, method: string): Call {
  log.lastSequence += 1
  const call: Call = {
    sequence: log.lastSequence,
    at: now.toISOString(),
    service,
    method,
    reference_no: null,
    authorization: null,
    http_status: null,
    code: null,
    fault: null,
    acted: false,
    duration_ms: null,
    overlapping: false,
    return_url: null,
    domain: null,
    remark: null,
    unknown_fields: [],
  }
  log.calls.push(call)
  if (log.calls.length > keptCalls) log.calls.splice(0, log.calls.length - keptCalls)
  return call
}

/** Marks this call and all others in flight with the same key as overlapping. Returns a function that takes it out of flight. */
export function watchOverlap(log: CallLog, key: string, call: Call): () => void {
  const flight = log.inFlight.get(key) ?? new Set<Call>()
  log.inFlight.set(key, flight.add(call))
  if (flight.size > 1) for (const other of flight) other.overlapping = true
  return () => {
    flight.delete(call)
    if (flight.size === 0) log.inFlight.delete(key)
  }
}
