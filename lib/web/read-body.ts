import 'server-only'
import { countRefusal } from '@/lib/metrics/counters'

const WITHIN_MS = 15_000

/** The slowest average rate at which a body may arrive, after a grace period at the start. */
export type LeastRate = { bytesPerSecond: number; afterMs: number }

export type Body = Uint8Array<ArrayBuffer> | 'too-large' | 'broken-off'

/**
 * Reads a request's body up to a size; `broken-off` if it ends early, takes longer than fifteen seconds or
 * `withinMs`, or arrives more slowly than `least`.
 */
export async function readBody(request: Request, maxBytes: number, withinMs = WITHIN_MS, least?: LeastRate): Promise<Body> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return tooLarge()
  if (!request.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  const startedAt = performance.now()
  let isOver = false
  const end = () => {
    isOver = true
    reader.cancel().catch(() => {})
  }
  const deadline = setTimeout(end, withinMs)
  const pace = least && setInterval(() => isTooSlow(size, performance.now() - startedAt, least) && end(), Math.min(1_000, least.afterMs))
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.length
      if (size > maxBytes) {
        await reader.cancel()
        return tooLarge()
      }
      chunks.push(value)
    }
  } catch {
    return 'broken-off'
  } finally {
    clearTimeout(deadline)
    clearInterval(pace)
  }
  return isOver ? 'broken-off' : new Uint8Array(Buffer.concat(chunks))
}

function tooLarge(): 'too-large' {
  countRefusal('too-large')
  return 'too-large'
}

function isTooSlow(bytes: number, ms: number, { bytesPerSecond, afterMs }: LeastRate): boolean {
  return ms >= afterMs && (bytes / ms) * 1_000 < bytesPerSecond
}
