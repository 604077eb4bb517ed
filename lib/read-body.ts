import 'server-only'

const WITHIN_MS = 15_000

export type Body = Uint8Array<ArrayBuffer> | 'too-large' | 'broken-off'

/** Reads a request's body up to a size; `broken-off` when it ends early or takes longer than fifteen seconds, or `withinMs`. */
export async function readBody(request: Request, maxBytes: number, withinMs = WITHIN_MS): Promise<Body> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return 'too-large'
  if (!request.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  const deadline = setTimeout(() => void reader.cancel().catch(() => {}), withinMs)
  const startedAt = performance.now()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.length
      if (size > maxBytes) {
        await reader.cancel()
        return 'too-large'
      }
      chunks.push(value)
    }
  } catch {
    return 'broken-off'
  } finally {
    clearTimeout(deadline)
  }
  return performance.now() - startedAt >= withinMs ? 'broken-off' : new Uint8Array(Buffer.concat(chunks))
}
