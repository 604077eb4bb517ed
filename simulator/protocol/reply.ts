import type { ErrorObject } from './fields'

export type JsonObject = Record<string, unknown>
export type Reply = { status: number; body: JsonObject }

export function errorReply(status: number, type: string, resultCode: number, message: string): Reply {
  const body: ErrorObject = { type, message, code: status, result_code: resultCode }
  return { status, body }
}

export function badRequest(resultCode: number, message: string): Reply {
  return errorReply(400, 'invalid_request_error', resultCode, message)
}

export function textOf(fields: JsonObject, name: string): string | null {
  const value = fields[name]
  return typeof value === 'string' ? value : null
}
