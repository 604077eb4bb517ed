import { createHmac } from 'node:crypto'
import http from 'node:http'
import type { Environment } from '@/lib/env'
import { newId } from '@/lib/ids'
import { trackUntilDone } from '@/lib/in-flight'
import { log } from '@/lib/log'
import { countRequest, type ProxyDoubt, type RouteKind } from '@/lib/metrics/counters'
import { networkOf } from '@/lib/network'
import { underRequestId } from '@/lib/request-id'
import { MAX_DOCUMENT_BYTES } from '@/lib/shared/dealers/document-file'
import { bodyIsHere } from '@/server/http/body-is-here'
import { replaceBrokenPage } from '@/server/http/broken-page'
import { watchProxies, whereFrom } from '@/server/http/client-address'
import { mayCompress } from '@/server/http/compression'
import { type Connections, watchConnections } from '@/server/http/connections'
import { leadToOwnAddress, openedAs } from '@/server/http/own-address'
import { receiveReturn } from '@/server/http/receive-body'
import { refuse } from '@/server/http/refuse'
import { dropRouterHeaders } from '@/server/http/router-headers'
import { isOfApi, isPath, kindOf, type Route, routeOf, spellOut } from '@/server/http/routes'
import { answerFile, type StaticFiles } from '@/server/http/static-files'
import { createLine, type Line } from '@/server/http/turns'
import { preparePage } from '@/server/pages/pages'

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => Promise<void> | void

/** Headers that say who is asking and from where. Whatever a client sends in them is replaced. */
const OURS_TO_WRITE = [
  'forwarded',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-forwarded-for',
  'x-real-ip',
  'x-nonce',
  'x-pathname',
  'x-query',
  'x-middleware-subrequest',
  'content-security-policy',
  'x-asked-by-itself',
]

/** Next would answer 500 to other methods, which Node accepts. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
/** Node drops headers after the first 2,000, and with them perhaps what the proxy wrote last. */
const MOST_HEADERS = 100
const LONGEST_TARGET = 8_192
/** A client that has not taken a whole answer within this time of its first byte is cut off. */
const ANSWER_TAKEN_WITHIN_MS = 120_000
/** A large photo: whoever chooses one that is refused is to read why. */
const MOST_DROPPED_BYTES = 5 * MAX_DOCUMENT_BYTES
const BARE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const BUSY = 'We are very busy right now; try again in a few seconds.'

/**
 * The http server in front of Next. It rewrites the headers that Next would believe from a client, gives every
 * response the common headers and every page its own, bounds what clients can hold, and turns 307 into 303,
 * because our redirects must never repost a body.
 *
 * @param served the files that are answered here; in development, Next answers them
 */
export function createHttpServer(
  env: Environment,
  handle: Handler,
  served: StaticFiles | 'development' = new Map(),
): { server: http.Server; end: Connections['end'] } {
  const isDevelopment = served === 'development'
  const files: StaticFiles = isDevelopment ? new Map() : served
  const app = new URL(env.appUrl)
  const ownAddressOf = leadToOwnAddress(app)
  // A return spends most of its time waiting for Paynet; it is never turned away, nor is a word of Paynet's about a
  // refund, nor a liveness check.
  const lines: Lines = {
    returns: createLine({ atOnce: 32, mostWaiting: Number.POSITIVE_INFINITY }),
    watching: createLine({ mostWaiting: Number.POSITIVE_INFINITY }),
    payments: createLine(),
    pages: createLine(),
  }

  const tellProxyDoubt = watchProxies(env.trustedProxyHops)
  /** Next asks this server, perhaps another worker, for the page that an action leads to, with the headers of the action. */
  const itself = createHmac('sha256', env.authSecrets[0]).update('asked by itself').digest('hex')

  const answer = async (request: http.IncomingMessage, response: http.ServerResponse, seen: Seen) => {
    const target = spellOut(request.url ?? '')
    request.url = target
    if (request.rawHeaders.length > 2 * MOST_HEADERS) return refuse(response, 431, 'There are too many headers.')
    if (target.length > LONGEST_TARGET) return refuse(response, 414, 'This address is too long.')
    if (!METHODS.includes(request.method ?? ''))
      return refuse(response, 405, 'There is no such method here.', { Allow: METHODS.join(', ') })
    if (!isPath(target)) return refuse(response, 400, 'This is not an address.')
    const address = new URL(env.appUrl + target)
    const path = target.split('?')[0] ?? ''
    // Next's own error page is one of its paths, and answers 500.
    if (decodeURIComponent(address.pathname).startsWith('/_global-error')) return refuse(response, 404, 'Not found')
    const file = files.get(decodeURIComponent(address.pathname))
    if (file) {
      seen.kind = 'file'
      return answerFile(request, response, file)
    }
    const route = routeOf(path, address.pathname, isDevelopment)
    seen.kind = kindOf(path, route, isPost(request))
    if (route.is === 'nothing' || (route.is === 'handler' && route.part && !env.isOn[route.part]))
      return refuse(response, 404, 'There is no such path.')
    if (route.is === 'handler' && route.methods && !route.methods.includes(request.method === 'HEAD' ? 'GET' : (request.method ?? '')))
      return refuse(response, 405, `This path takes ${route.methods.join(' and ')}.`, { Allow: route.methods.join(', ') })
    const own = route.is === 'page' && !isPost(request) ? ownAddressOf(seen.openedAs, address) : null
    if (own !== null) return void response.writeHead(303, { Location: own, 'Cache-Control': 'no-store' }).end()
    if (file === null || (route.is === 'file' && !isDevelopment)) return refuse(response, 404, 'Not found')
    // Other sites are not even told the origin. `no-referrer` would make a form's `Origin` null.
    if (route.is === 'page' && route.isSecret) response.setHeader('Referrer-Policy', 'same-origin')
    const line = lineOf(request, path)
    // Whoever watches asks each instance itself, past the proxy.
    if (seen.doubt !== null && line !== 'watching') tellProxyDoubt(seen.doubt)
    const passed =
      route.is === 'page' ? await preparePage(request, response, address, env, { ...route, isDevelopment }) : pass(request, route)
    if (!passed) return
    if (route.is === 'page' && !isDevelopment) replaceBrokenPage(request, response, address)
    // Next compresses what the client accepts compressed.
    if (isDevelopment || !mayCompress(request, route)) delete passed.headers['accept-encoding']
    const isReturn = line === 'returns' && isPost(request)
    const received = isReturn ? await receiveReturn(passed) : passed
    if (!isReturn && route.is !== 'page' && !(await bodyIsHere(request)))
      return refuse(response, 408, 'The body did not arrive in time.', { Connection: 'close' })
    const network = networkOf(String(request.headers['x-forwarded-for']))
    const isGone = () => !isReturn && request.socket.destroyed
    const turn = lines[line].take(network, isGone, async () => handle(received, response))
    // Shutdown also waits for a return whose browser has gone.
    const isTaken = await (isReturn ? trackUntilDone(turn) : turn)
    if (!isTaken) refuse(response, 503, BUSY, { 'Retry-After': '5' })
  }

  /** What goes to a handler. */
  function pass(request: http.IncomingMessage, route: Extract<Route, { is: 'handler' | 'file' }>): http.IncomingMessage {
    if (isDevelopment) return request
    dropRouterHeaders(request.headers)
    // If Next were to find a page where we know a handler, no form would be read there.
    const isForm = request.headers['content-type']?.startsWith('multipart')
    if (isForm && !(route.is === 'handler' && route.readsMultipart)) delete request.headers['content-type']
    return request
  }

  const receive: http.RequestListener = (request, response) => {
    const isOwn = request.headers['x-asked-by-itself'] === itself
    // Then no proxy stands between, and the address is the one that was found before.
    const { address, doubt } = whereFrom(request, isOwn ? 1 : env.trustedProxyHops)
    const seen: Seen = { kind: 'unrouted', doubt, openedAs: openedAs(request, app) }
    for (const name of OURS_TO_WRITE) delete request.headers[name]
    request.headers.host = app.host
    request.headers['x-forwarded-host'] = app.host
    request.headers['x-forwarded-proto'] = app.protocol.slice(0, -1)
    request.headers['x-forwarded-for'] = address
    if (isPost(request)) request.headers['x-asked-by-itself'] = itself
    setCommonHeaders(response, env.isHttps)
    watchHead(response)
    const id = isOfApi(request.url ?? '') ? newId() : null
    tellWhenOver(request, response, seen, id)
    // Before Node, which drops what was never read without an end.
    response.prependOnceListener('finish', () => dropRest(request))
    if (!server.listening) response.setHeader('Connection', 'close')
    if (id !== null) response.setHeader('Request-Id', id)
    void underRequestId(id, () =>
      answer(request, response, seen).catch((error: unknown) => {
        log.error('request.failed', { error })
        if (response.headersSent) response.end()
        else refuse(response, 500, 'Something went wrong here.')
      }),
    )
  }

  // Slow clients are cut off. Reading a body has a shorter deadline of its own; a dealer's document of several
  // megabytes may take two minutes on a phone.
  const server = http.createServer({
    headersTimeout: 10_000,
    requestTimeout: 120_000,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 2_000,
  })
  server.maxRequestsPerSocket = 1_000
  const { inOrder, end } = watchConnections(server, env.trustedProxyHops === 0 ? networkOf : null)
  server.on('request', inOrder(receive))
  // We speak no other protocol, and Node loses track of a connection that it has handed over. As long as nothing
  // listens for upgrades, such a request is answered like any other, as RFC 9110 7.8 allows: Java's client asks for
  // HTTP/2 with each of its requests, and nginx passes on what it is told to.
  server.on('connect', (_request, socket) => socket.destroy())
  return { server, end }
}

/** What is known of a request: for the metrics, whether the proxies in front are as set, and the name it was opened under. */
type Seen = { kind: RouteKind; doubt: ProxyDoubt | null; openedAs: string | null }

/** Counts a request, and writes a line about one that has an id, so that whoever quotes it is found. */
function tellWhenOver(request: http.IncomingMessage, response: http.ServerResponse, seen: Seen, id: string | null): void {
  const startedAt = performance.now()
  response.once('close', () => {
    const durationMs = performance.now() - startedAt
    const status = response.headersSent ? response.statusCode : null
    countRequest(seen.kind, isPost(request), status, durationMs)
    // Whoever watches asks all day.
    if (id === null || (seen.kind === 'health' && status === 200)) return
    const told = { route: seen.kind, method: request.method ?? '', durationMs: Math.round(durationMs) }
    underRequestId(id, () => log.info('api.answered', { ...told, ...(status === null ? {} : { httpStatus: status }) }))
  })
}

type Lines = Record<'returns' | 'watching' | 'payments' | 'pages', Line>

/** The queue in which a request waits for its turn, so that flooding one does not hold up the others. */
function lineOf(request: http.IncomingMessage, path: string): keyof Lines {
  if (/^\/api\/paynet\/(return|refund)\//.test(path)) return 'returns'
  if (/^\/(api\/health\/|metrics$)/.test(path)) return 'watching'
  if (/^\/(api\/(orders|events)|r|checkout\/[^/]+\/(3d|result))(\/|$)/.test(path)) return 'payments'
  return path.startsWith('/checkout/') && isPost(request) ? 'payments' : 'pages'
}

/**
 * What of a body nobody has read by the time of the answer. As long as a reader that has lost interest holds it up,
 * the client's next request waits behind it on the same connection, and a browser reads no answer before it has sent
 * everything. Nobody here reads on once a request is answered. Who sends more than that is cut off.
 */
function dropRest(request: http.IncomingMessage): void {
  if (request.readableEnded) return
  let dropped = 0
  const drop = (chunk: Buffer) => {
    dropped += chunk.length
    if (dropped > MOST_DROPPED_BYTES) request.socket.destroy()
  }
  request.removeAllListeners('data').removeAllListeners('readable').on('data', drop).resume().read(0)
}

function isPost({ method }: http.IncomingMessage): boolean {
  return method !== 'GET' && method !== 'HEAD'
}

function setCommonHeaders(response: http.ServerResponse, isHttps: boolean): void {
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Referrer-Policy', 'strict-origin-when-cross-origin')
  response.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=()')
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader('X-Frame-Options', 'DENY')
  if (isHttps) response.setHeader('Strict-Transport-Security', 'max-age=31536000')
}

/** Checks each answer as its head leaves: no post is repeated, none lacks a policy, none may take forever. */
function watchHead(response: http.ServerResponse): void {
  const writeHead = response.writeHead
  response.writeHead = function (this: http.ServerResponse, status: number, ...rest: unknown[]) {
    if (!this.hasHeader('Content-Security-Policy')) this.setHeader('Content-Security-Policy', BARE_POLICY)
    const late = setTimeout(() => this.socket?.destroy(), ANSWER_TAKEN_WITHIN_MS).unref()
    this.once('close', () => clearTimeout(late))
    return Reflect.apply(writeHead, this, [status === 307 || status === 308 ? 303 : status, ...rest])
  } as typeof writeHead
}
