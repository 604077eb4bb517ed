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

/** A wrong key. */
export function unauthorized(): Reply {
  return errorReply(401, 'authorization_error', 7, 'Yetkisiz erişim')
}

export function noData(message: string): Reply {
  return errorReply(404, 'no_data_error', 12, message)
}

export function noSuchService(): Reply {
  return errorReply(404, '404 Not Found', 9, 'Servis bulunamadı')
}

export function unexpectedError(): Reply {
  return errorReply(500, 'api_error', 8, 'Beklenmeyen bir hata oluştu')
}

export function textOf(fields: JsonObject, name: string): string | null {
  const value = fields[name]
  return typeof value === 'string' ? value : null
}
