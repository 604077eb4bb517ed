import { readBody } from '@/lib/web/read-body'
import { problem } from './problem'

/** A body of JSON in UTF-8, or the answer to one that is none or is larger; `ifEmpty`: what no body at all means. */
export async function readJson(
  request: Request,
  maxBytes: number,
  { ifEmpty }: { ifEmpty?: unknown } = {},
): Promise<{ body: unknown } | { problem: Response }> {
  const bytes = await readBody(request, maxBytes)
  if (bytes === 'too-large') return { problem: problem(413, 'too-large', `The body must have at most ${maxBytes / 1024} KB.`) }
  if (bytes === 'broken-off') return { problem: problem(400, 'broken-off', 'The body did not arrive whole.') }
  const body = bytes.length === 0 ? ifEmpty : parseJson(bytes)
  return body === undefined ? { problem: problem(400, 'not-json', 'The body must be JSON in UTF-8.') } : { body }
}

/** Undefined for what is no JSON. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
