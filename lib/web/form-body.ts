import 'server-only'
import { newId } from '@/lib/ids'
import { actionOf, isActionCall } from './action-body'

/** Below `serverActions.bodySizeLimit` in next.config.js, since a form may grow a little when it is rewritten. */
export const MAX_FORM_BYTES = 64 * 1024

/** More fields than any of our forms has. */
const MOST_FIELDS = 256
const FORM = /^multipart\/form-data[ \t]*(;.*)?$/i
const BOUNDARY = /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/
/** No control characters, no quotes, and nothing that encodes one. */
const NAME = /^[ !#$&-[\]-~]{1,200}$/
const UTF8 = /^utf-?8$/i
const PARAMETER = /[ \t]*;[ \t]*(?:([\w*-]+)=(?:"([^"\\]*)"|([^\s";]+)))?/y
const HEADER = /^([\w-]+):(.*)$/

/** What a post says about its body, by header name. */
type Described = { 'content-type'?: string | undefined; 'next-action'?: string | string[] | undefined }

/** A body for Next to read, its `Content-Type`, and the action that a browser without scripts posts it to. */
export type Form = { type: string; bytes: Buffer; action?: string }

/**
 * Reads a posted body as the form or server action call it claims to be, and writes what was read anew: Next
 * has a parser of its own, which must find nothing that was not checked here. That is why any spelling of a
 * form may be accepted. Null for a body that cannot be read, or that none of our pages sends.
 */
export function readForm(body: Buffer, headers: Described): Form | null {
  const actionId = headers['next-action']?.toString()
  const type = headers['content-type'] ?? ''
  const text = decode(body)
  if (text === null) return null
  if (!/^\s*multipart/i.test(type)) {
    if (actionId !== undefined) return isActionCall(text, actionId) ? plain(text) : null
    // No action can be named like this: the page is shown as for a GET, and none of the body is passed on.
    return body.length === 0 || /^application\/x-www-form-urlencoded[ \t]*(;|$)/i.test(type) ? plain('') : null
  }
  const form = readFields(text, type)
  if (!form) return null
  if (actionId !== undefined) return isActionCall(form, actionId) ? write(form) : null
  const action = actionOf(form)
  return action === null ? null : { ...write(form), action }
}

function plain(text: string): Form {
  return { type: 'text/plain;charset=UTF-8', bytes: Buffer.from(text) }
}

function decode(body: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return null
  }
}

/** The fields of a form. Actual files, and headers that would change how a field is read, make it unreadable. */
function readFields(text: string, type: string): FormData | null {
  const parameters = readParameters(FORM.exec(type)?.[1], ['boundary', 'charset'])
  const { boundary = '', charset = 'utf-8' } = parameters ?? {}
  if (!BOUNDARY.test(boundary) || !UTF8.test(charset)) return null
  const [before = '', ...parts] = `\r\n${text}`.split(`\r\n--${boundary}`, MOST_FIELDS + 3)
  const end = parts.pop() ?? ''
  if (parts.length > MOST_FIELDS || before.includes(`--${boundary}`) || !/^--[ \t]*(\r\n|$)/.test(end)) return null
  const form = new FormData()
  for (const part of parts) {
    const field = readField(part)
    if (!field) return null
    if (!field.isNoFile) form.append(field.name, field.value)
  }
  return form
}

/** The text between two boundaries. A file input left empty is a file without name or content. */
function readField(part: string): { name: string; value: string; isNoFile: boolean } | null {
  const end = part.indexOf('\r\n\r\n')
  const lines = part.slice(0, end).split('\r\n')
  if (end < 0 || lines.shift() !== '') return null
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const [, name, value] = HEADER.exec(line) ?? []
    if (name === undefined || value === undefined || headers[name.toLowerCase()] !== undefined) return null
    headers[name.toLowerCase()] = value.trim()
  }
  const { 'content-disposition': disposition = '', 'content-type': type = 'text/plain', 'content-length': _, ...others } = headers
  const { name = '', filename } = readParameters(/^form-data[ \t]*(;.*)$/i.exec(disposition)?.[1], ['name', 'filename']) ?? {}
  if (!NAME.test(name) || Object.keys(others).length > 0) return null
  const value = part.slice(end + 4)
  if (filename !== undefined) return filename === '' && value === '' ? { name, value, isNoFile: true } : null
  const [isText, more] = /^text\/plain[ \t]*(;.*)?$/i.exec(type) ?? []
  const { charset = 'utf-8' } = readParameters(more, ['charset']) ?? { charset: '' }
  return isText !== undefined && UTF8.test(charset) ? { name, value, isNoFile: false } : null
}

/** The parameters after a header's first word, by lower-case name. Null for an unknown name, or one that occurs twice. */
function readParameters<Name extends string>(text = '', known: readonly Name[]): Partial<Record<Name, string>> | null {
  const read: Partial<Record<Name, string>> = {}
  PARAMETER.lastIndex = 0
  while (PARAMETER.lastIndex < text.length) {
    const [found, written, quoted, bare] = PARAMETER.exec(text) ?? []
    if (found === undefined) return null
    if (written === undefined) continue
    const name = known.find((each) => each === written.toLowerCase())
    if (name === undefined || read[name] !== undefined) return null
    read[name] = quoted ?? bare ?? ''
  }
  return read
}

function write(form: FormData): Form {
  const boundary = newId()
  const parts = [...form].map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  return { type: `multipart/form-data; boundary=${boundary}`, bytes: Buffer.from(`${parts.join('')}--${boundary}--\r\n`) }
}
