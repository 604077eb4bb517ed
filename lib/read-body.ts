import 'server-only'

const DEADLINE_MS = 15_000

/** Reads a request's body up to a size; null when it is longer, or takes longer than fifteen seconds. */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return null
  if (!request.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  const deadline = setTimeout(() => void reader.cancel().catch(() => {}), DEADLINE_MS)
  const startedAt = performance.now()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.length
      if (size > maxBytes) {
        await reader.cancel()
        return null
      }
      chunks.push(value)
    }
  } catch {
    return null
  } finally {
    clearTimeout(deadline)
  }
  return performance.now() - startedAt >= DEADLINE_MS ? null : new Uint8Array(Buffer.concat(chunks))
}
