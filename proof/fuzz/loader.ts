import http from 'node:http'
import net from 'node:net'
import { createHistogram } from 'node:perf_hooks'
import { type RawAnswer, rawRequest } from '@/e2e/harness/raw-request'

export type Sent = {
  method: string
  path: string
  headers: Record<string, string | string[]>
  body?: Buffer
  /** Only that many bytes of the body are sent, then the connection is closed from this side. */
  cutAt?: number
}

export type Loader = {
  send: (request: Sent) => Promise<RawAnswer>
  count: () => number
  /** Latency of the answers so far, in milliseconds. */
  percentile: (percent: number) => number
  close: () => void
}

/** Longer bodies use a separate connection, which a server may cut. */
const SHORT = 48 * 1024
/** A redirect may repeat a long address, with three characters for each of its bytes. */
const LONGEST_HEAD = 256 * 1024

/** Sends requests over keep-alive connections, as fast as the answers come. */
export function createLoader(url: string, connections: number): Loader {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  const latencies = createHistogram()
  let count = 0
  async function send(request: Sent): Promise<RawAnswer> {
    const startedAt = performance.now()
    const answer = await choose(request)
    latencies.record(Math.max(1, Math.round((performance.now() - startedAt) * 1000)))
    count += 1
    return answer
  }
  function choose(request: Sent): Promise<RawAnswer> {
    const { method, path, headers, body } = request
    if (request.cutAt !== undefined) return sendCut(url, request, request.cutAt)
    if (body && body.length > SHORT) return rawRequest(`${url}${path}`, { method, headers, body })
    return sendKept(url, agent, request)
  }
  return {
    send,
    count: () => count,
    percentile: (percent) => Math.round(latencies.percentile(percent) / 1000),
    close: () => agent.destroy(),
  }
}

function sendKept(url: string, agent: http.Agent, { method, path, headers, body }: Sent): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const length = body ? { 'Content-Length': String(body.length) } : {}
    const request = http.request(
      { hostname, port, path, method, agent, maxHeaderSize: LONGEST_HEAD, headers: { ...length, ...headers } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }),
        )
      },
    )
    request.on('error', reject)
    request.setTimeout(20_000, () => request.destroy(new Error('no answer in twenty seconds')))
    request.end(body)
  })
}

/** What a browser whose connection breaks leaves behind. Status 0: the server closed without an answer. */
function sendCut(url: string, { method, path, headers, body = Buffer.alloc(0) }: Sent, cutAt: number): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, host, port } = new URL(url)
    const socket = net.connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    const chunks: Buffer[] = []
    const lines = Object.entries({ Host: host, 'Content-Length': String(body.length), ...headers })
      .flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}\r\n`))
      .join('')
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      resolve({
        status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0),
        headers: {},
        body: text.split('\r\n\r\n').slice(1).join('\r\n\r\n'),
      })
    })
    socket.setTimeout(20_000, () => {
      socket.destroy()
      reject(new Error('a broken connection was kept for twenty seconds'))
    })
    socket.write(Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines}\r\n`, 'latin1'), body.subarray(0, cutAt)]))
    socket.on('data', () => socket.end())
    setTimeout(() => socket.end(), 20)
  })
}
