import type { HttpBindings } from '@hono/node-server'
import type { State } from '@/simulator/books/state'
import type { HttpAnswer } from '@/simulator/protocol/http'

/** Tells the adapter that the answer has already been sent. */
const alreadySent = { 'x-hono-already-sent': 'true' }

/** Sends an answer, or what a fault leaves of it. */
export async function sendAnswer(state: State, { outgoing }: HttpBindings, answer: HttpAnswer): Promise<Response> {
  // Where an answer has no type, the adapter would add one.
  if (answer.delivery === 'whole' && answer.headers['content-type'] !== undefined) {
    return new Response(new Uint8Array(Buffer.from(answer.body)), { status: answer.status, headers: answer.headers })
  }
  if (answer.delivery === 'whole') outgoing.writeHead(answer.status, answer.headers).end(answer.body)
  else if (answer.delivery === 'dropped') outgoing.destroy()
  else if (answer.delivery === 'cut') await sendHalf(outgoing, answer)
  else await sendSlowly(state, outgoing, answer)
  return new Response(null, { headers: alreadySent })
}

async function sendHalf(outgoing: HttpBindings['outgoing'], { status, headers, body }: HttpAnswer): Promise<void> {
  const bytes = Buffer.from(body)
  outgoing.writeHead(status, { ...headers, 'content-length': bytes.length })
  await new Promise((resolve) => outgoing.write(bytes.subarray(0, bytes.length >> 1), resolve))
  outgoing.destroy()
}

async function sendSlowly(state: State, outgoing: HttpBindings['outgoing'], answer: HttpAnswer): Promise<void> {
  const bytes = Buffer.from(answer.body)
  outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length })
  outgoing.flushHeaders()
  const startedMs = performance.now()
  for (const [index, byte] of bytes.entries()) {
    const dueMs = (answer.ms * (index + 1)) / bytes.length
    const leftMs = startedMs + dueMs - performance.now()
    if (leftMs > 1) await state.wait(leftMs)
    // The caller has hung up.
    if (outgoing.destroyed) return
    outgoing.write(Buffer.of(byte))
  }
  outgoing.end()
}
