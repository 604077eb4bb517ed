import http from 'node:http'

export type RawAnswer = { status: number; headers: http.IncomingHttpHeaders; body: string }

export type RawRequest = {
  method?: string
  /** Sent as they are, Host and Origin included; a list sends the header several times. */
  headers?: Record<string, string | string[]>
  body?: string | Uint8Array
}

/** One request over a connection of its own: nothing is added, followed or decoded. */
export function rawRequest(url: string, { method = 'GET', headers = {}, body }: RawRequest = {}): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
    const request = http.request(url, { method, agent: false, headers: { ...length, ...headers } })
    let isAnswered = false
    request.on('response', (response) => {
      isAnswered = true
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      const finish = () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') })
      response.on('end', finish)
      response.on('error', finish)
    })
    // A server that has answered may close while a long body is still on its way.
    request.on('error', (error) => {
      if (!isAnswered) reject(error)
    })
    request.end(body)
  })
}

/** The body and headers of a form as a browser posts it without scripts. */
export async function multipart(fields: Array<[string, string]>): Promise<{ body: Uint8Array; headers: { 'Content-Type': string } }> {
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  const encoded = new Response(form)
  const contentType = encoded.headers.get('content-type') ?? ''
  return { body: new Uint8Array(await encoded.arrayBuffer()), headers: { 'Content-Type': contentType } }
}
