import http from 'node:http'

export type Answer = { status: number; headers: http.IncomingHttpHeaders; body: string; ms: number }

export type Request = { method?: string; headers?: Record<string, string>; body?: string | Uint8Array }

/** Keep-alive connections, up to that many. */
export type Connections = { send: (url: string, request?: Request) => Promise<Answer>; close: () => void }

export function openConnections(atMost: number): Connections {
  const agent = new http.Agent({ keepAlive: true, maxSockets: atMost })
  return {
    send: (url, { method = 'GET', headers = {}, body } = {}) =>
      new Promise((resolve, reject) => {
        const startedAt = performance.now()
        const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
        const request = http.request(url, { method, agent, headers: { ...headers, ...length } }, (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString(),
              ms: performance.now() - startedAt,
            }),
          )
        })
        request.on('error', reject)
        request.end(body)
      }),
    close: () => agent.destroy(),
  }
}

/** Repeats work that many times, with a limit on how many run at once. */
export async function repeat(times: number, atOnce: number, work: (turn: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < times) await work(next++)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, times) }, worker))
}

/** An answer with another status is an error, not a figure. */
export function expectStatus(answer: Answer, status: number, what: string): Answer {
  if (answer.status !== status) throw new Error(`${what} answered ${answer.status}: ${answer.body.slice(0, 300)}`)
  return answer
}
