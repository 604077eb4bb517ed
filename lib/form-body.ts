import 'server-only'
import { isActionCall, isActionForm } from './action-body'
import { newId } from './ids'

/** Below `serverActions.bodySizeLimit` in next.config.js, since a form may grow a little when it is written anew. */
export const MAX_FORM_BYTES = 64 * 1024

/** More than any form of ours has. */
const MOST_FIELDS = 256
const MULTIPART = /^multipart\/form-data; boundary=([\w'()+,./:=?-]{1,70})$/
const FIELD = /^\r\nContent-Disposition: form-data; name="([ !#$&-[\]-~]{1,200})"\r\n\r\n/

/** What a post says about its body, by the names of headers. */
type Described = { 'content-type'?: string | undefined; 'next-action'?: string | string[] | undefined }

/** A body for Next to read, and its `Content-Type`. */
export type Form = { type: string; bytes: Buffer }

/**
 * Reads a posted body as the form or the call of a server action that it says it is, and writes what was
 * read anew: Next has a parser of its own, and must not find anything that was not looked at here. Null
 * for everything that no page of ours sends.
 */
export function readForm(body: Buffer, headers: Described): Form | null {
  const actionId = headers['next-action']?.toString()
  const text = decode(body)
  if (text === null) return null
  const boundary = MULTIPART.exec(headers['content-type'] ?? '')?.[1]
  if (boundary === undefined) {
    const isCall = actionId !== undefined && !/^\s*multipart/i.test(headers['content-type'] ?? '') && isActionCall(text, actionId)
    return isCall ? { type: 'text/plain;charset=UTF-8', bytes: Buffer.from(text) } : null
  }
  const form = readFields(text, boundary)
  if (!form) return null
  return (actionId === undefined ? isActionForm(form) : isActionCall(form, actionId)) ? write(form) : null
}

function decode(body: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return null
  }
}

/** The fields of a form to the letter as browsers write them. Files, and headers that would change how a field is read, are none. */
function readFields(text: string, boundary: string): FormData | null {
  const parts = `\r\n${text}`.split(`\r\n--${boundary}`)
  if (parts.length < 2 || parts.length > MOST_FIELDS + 2 || parts.shift() !== '' || !/^--(\r\n)?$/.test(parts.pop() ?? '')) return null
  const form = new FormData()
  for (const part of parts) {
    const [head, name] = FIELD.exec(part) ?? []
    if (head === undefined || name === undefined) return null
    form.append(name, part.slice(head.length))
  }
  return form
}

function write(form: FormData): Form {
  const boundary = newId()
  const parts = [...form].map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  return { type: `multipart/form-data; boundary=${boundary}`, bytes: Buffer.from(`${parts.join('')}--${boundary}--\r\n`) }
}
