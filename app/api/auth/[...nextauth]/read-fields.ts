import { readBody } from '@/lib/web/read-body'

const MAX_BYTES = 8 * 1024

/** A posted form, or a flat JSON object, as texts by name. */
export async function readFields(request: Request): Promise<Record<string, string> | 'too-large' | 'unreadable'> {
  const body = await readBody(request, MAX_BYTES)
  if (body === 'too-large') return body
  const text = body === 'broken-off' ? null : decode(body)
  if (text === null) return 'unreadable'
  const contentType = request.headers.get('content-type') ?? ''
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return Object.fromEntries(new URLSearchParams(text))
  return /^application\/json\b/i.test(contentType) ? parseFlat(text) : 'unreadable'
}

function decode(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return null
  }
}

function parseFlat(text: string): Record<string, string> | 'unreadable' {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return 'unreadable'
    const entries = Object.entries(parsed)
    const isFlat = entries.every(([, value]) => typeof value === 'string' || typeof value === 'boolean')
    return isFlat ? Object.fromEntries(entries.map(([name, value]) => [name, String(value)])) : 'unreadable'
  } catch {
    return 'unreadable'
  }
}
