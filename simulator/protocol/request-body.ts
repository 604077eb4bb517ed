import type { JsonObject } from './reply'

const usualMaxBytes = 64 * 1024

/**
 * The fields of a JSON or form body, or null if it is neither. Null and "" count as not sent, since
 * Paynet's own PHP client leaves such fields out.
 */
export async function readFields(request: Request, maxBodyBytes = usualMaxBytes): Promise<JsonObject | null> {
  const text = await request.text()
  if (text.length > maxBodyBytes) return null
  const contentType = request.headers.get('content-type') ?? ''
  if (contentType.includes('application/x-www-form-urlencoded')) {
    return dropEmpty(Object.fromEntries(new URLSearchParams(text)))
  }
  return contentType.includes('json') ? parseObject(text) : null
}

function dropEmpty(fields: object): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== ''))
}

function parseObject(text: string): JsonObject | null {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? dropEmpty(json) : null
  } catch {
    return null
  }
}
