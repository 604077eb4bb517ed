import type { HttpBindings } from '@hono/node-server'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Reply } from './reply'

export type App = OpenAPIHono<{ Bindings: HttpBindings }>

/** What is sent over HTTP, and how. */
export type HttpAnswer = {
  status: number
  headers: Record<string, string>
  body: string | Buffer
  /** `dropped`: no byte is sent. `slowly`: byte by byte, spread over `ms`. `cut`: half of what Content-Length promises. */
  delivery: 'whole' | 'dropped' | 'slowly' | 'cut'
  ms: number
}

export const jsonType = 'application/json; charset=utf-8'

export function answerJson({ status, body }: Reply, headers: Record<string, string> = {}): HttpAnswer {
  return answerText(status, jsonType, JSON.stringify(body), headers)
}

/** As a server on Turkish Windows writes it. */
export function answerWindows1254({ status, body }: Reply): HttpAnswer {
  const text = JSON.stringify(body).replace(/[ĞİŞğış]/g, (letter) => windows1254[letter] ?? letter)
  return { ...answerText(status, 'application/json; charset=windows-1254', ''), body: Buffer.from(text, 'latin1') }
}

/** The letters that differ from Latin-1. */
const windows1254: Record<string, string> = { Ğ: '\u00d0', İ: '\u00dd', Ş: '\u00de', ğ: '\u00f0', ı: '\u00fd', ş: '\u00fe' }

export function answerHtml(status: number, title: string): HttpAnswer {
  const page = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1><hr>nginx</body></html>`
  return answerText(status, 'text/html; charset=utf-8', page)
}

export function answerText(status: number, contentType: string, body: string, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers: { 'content-type': contentType, ...headers }, body, delivery: 'whole', ms: 0 }
}
