import http from 'node:http'
import type { Environment } from '../lib/env'
import { log } from '../lib/log'
import { isPage, preparePage } from './http-server/pages'

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => Promise<void> | void

/** Headers that say who asks and where. Whatever a client sent in them is replaced. */
const OURS_TO_WRITE = [
  'forwarded',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-forwarded-for',
  'x-real-ip',
  'x-nonce',
  'x-pathname',
  'x-middleware-subrequest',
  'content-security-policy',
]

/**
 * The http server in front of Next: writes the headers that Next would believe from a client, gives
 * every response the headers that all of them have and every page its own, and turns 307 into 303, since
 * a redirect of ours must never post a body again.
 */
export function createHttpServer(env: Environment, handle: Handler, isDevelopment = false): http.Server {
  const app = new URL(env.appUrl)
  const answer: Handler = async (request, response) => {
    const path = request.url ?? ''
    if (!isPath(path)) return void response.writeHead(400).end()
    const address = new URL(env.appUrl + path)
    if (!isPage(path, address)) return handle(request, response)
    const prepared = await preparePage(request, response, address, env, isDevelopment)
    if (prepared) await handle(prepared, response)
  }
  const server = http.createServer((request, response) => {
    const address = clientAddress(request, env.trustedProxyHops)
    for (const name of OURS_TO_WRITE) delete request.headers[name]
    // Next leads whoever asks for a page's data to another address, an API's caller too, whose body is lost.
    if (request.url?.startsWith('/api/')) delete request.headers.rsc
    request.headers.host = app.host
    request.headers['x-forwarded-host'] = app.host
    request.headers['x-forwarded-proto'] = app.protocol.slice(0, -1)
    request.headers['x-forwarded-for'] = address
    setCommonHeaders(response, env.isHttps)
    neverRepeatPosts(response)
    if (!server.listening) response.setHeader('Connection', 'close')
    Promise.resolve(answer(request, response)).catch((error: unknown) => {
      log.error('request.failed', { error })
      if (!response.headersSent) response.statusCode = 500
      response.end()
    })
  })
  // A slow client is cut off. Who reads a body has a shorter deadline of its own; a dealer's document of
  // several megabytes may take two minutes on a phone.
  server.headersTimeout = 10_000
  server.requestTimeout = 120_000
  server.keepAliveTimeout = 65_000
  return server
}

/** A path that is none, or no UTF-8, leads to no page, and Next would answer 500 to some of them. */
function isPath(url: string): boolean {
  try {
    decodeURIComponent(url.split('?')[0] ?? '')
    return url.startsWith('/')
  } catch {
    return false
  }
}

/** The socket's address; behind N trusted proxies, the N-th entry from the right of `X-Forwarded-For`. */
export function clientAddress(request: Pick<http.IncomingMessage, 'headers' | 'socket'>, trustedHops: number): string {
  const socket = request.socket.remoteAddress ?? 'unknown'
  if (trustedHops === 0) return socket
  const header = request.headers['x-forwarded-for'] ?? ''
  const entries = (Array.isArray(header) ? header.join(',') : header)
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean)
  return entries.at(-trustedHops) ?? entries[0] ?? socket
}

function setCommonHeaders(response: http.ServerResponse, isHttps: boolean): void {
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Referrer-Policy', 'strict-origin-when-cross-origin')
  response.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=()')
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader('X-Frame-Options', 'DENY')
  if (isHttps) response.setHeader('Strict-Transport-Security', 'max-age=31536000')
}

function neverRepeatPosts(response: http.ServerResponse): void {
  const writeHead = response.writeHead
  response.writeHead = function (this: http.ServerResponse, status: number, ...rest: unknown[]) {
    return Reflect.apply(writeHead, this, [status === 307 || status === 308 ? 303 : status, ...rest])
  } as typeof writeHead
}
