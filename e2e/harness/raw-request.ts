import http from 'node:http'

export type RawAnswer = { status: number; headers: http.IncomingHttpHeaders; body: string }

export type RawRequest = {
  method?: string
  /** Sent unchanged, Host and Origin included; a list sends the header several times. */
  headers?: Record<string, string | string[]>
  body?: string | Uint8Array
  /** The IPv4 address that the connection comes from, if the machine has more than one. */
  localAddress?: string | undefined
}

/** One request over a connection of its own: nothing is added, followed or decoded. */
export function rawRequest(url: string, { method = 'GET', headers = {}, body, localAddress }: RawRequest = {}): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(body ?? '')
    const length = body === undefined ? {} : { 'Content-Length': String(bytes.length) }
    // Kept alive, so that a server that refuses a body early has no reason to cut the connection before we have
    // read why.
    const agent = new http.Agent({ keepAlive: true })
    const from = localAddress === undefined ? {} : { localAddress, family: 4 }
    const request = http.request(url, { method, agent, ...from, headers: { ...length, ...headers } })
    let isAnswered = false
    request.on('response', (response) => {
      isAnswered = true
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') })
        request.destroy()
        agent.destroy()
      })
      response.on('error', reject)
    })
    // A server that has answered may close while a long body is still on its way.
    request.on('error', (error) => {
      if (!isAnswered) reject(error)
    })
    sendSlowly(request, bytes, () => isAnswered)
  })
}

/** Sends a body piece by piece, stopping once there is an answer: a refusal of a long one comes early. */
function sendSlowly(request: http.ClientRequest, bytes: Buffer, isAnswered: () => boolean): void {
  const piece = 64 * 1024
  let sent = 0
  const next = () => {
    if (isAnswered() || request.destroyed) return
    if (bytes.length - sent <= piece) {
      request.end(bytes.subarray(sent))
      return
    }
    request.write(bytes.subarray(sent, sent + piece), () => setTimeout(next, 1))
    sent += piece
  }
  if (bytes.length > piece) request.flushHeaders()
  next()
}

/** The body and headers of a form as a browser posts it without scripts. */
export async function multipart(fields: Array<[string, string]>): Promise<{ body: Uint8Array; headers: { 'Content-Type': string } }> {
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  const encoded = new Response(form)
  const contentType = encoded.headers.get('content-type') ?? ''
  return { body: new Uint8Array(await encoded.arrayBuffer()), headers: { 'Content-Type': contentType } }
}
