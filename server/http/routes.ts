import type { Environment } from '@/lib/env'
import type { RouteKind } from '@/lib/metrics/counters'

/**
 * What answers a path. A path that is not listed is a page, even a missing one: Next renders its not-found page
 * there and runs server actions on it, so it gets everything that a page gets.
 */
export type Route =
  | { is: 'handler'; methods?: string[]; readsMultipart?: true; part?: keyof Environment['isOn'] }
  | { is: 'file' }
  | { is: 'page'; hasOwnPolicy?: true; isSecret?: true }
  /** A path of the API that leads nowhere: programs ask it, so no page is shown. */
  | { is: 'nothing' }

/**
 * Every `route.ts` below `app/`, with the methods that it takes unless it answers to all of them itself. An id is
 * matched as it stands in the address; all that matters is that it is one segment.
 */
const HANDLERS: Array<[RegExp, Route]> = [
  [/^\/metrics$/, { is: 'handler' }],
  [/^\/cookies$/, { is: 'handler', methods: ['GET'] }],
  [/^\/(logo|link-picture|icons\/[\w.-]+)$/, { is: 'handler', methods: ['GET'] }],
  [/^\/\.well-known\/change-password$/, { is: 'handler', methods: ['GET'], part: 'accounts' }],
  [/^\/api\/auth\/.+$/, { is: 'handler', methods: ['GET', 'POST'], part: 'accounts' }],
  [/^\/api\/dealers\/applications\/[\w-]+\/documents$/, { is: 'handler', methods: ['GET', 'POST'], readsMultipart: true, part: 'dealers' }],
  [/^\/api\/health\/(live|ready)$/, { is: 'handler', methods: ['GET'] }],
  [/^\/api\/events$/, { is: 'handler' }],
  [/^\/api\/openapi\.json$/, { is: 'handler', methods: ['GET'] }],
  [/^\/api\/orders$/, { is: 'handler' }],
  [/^\/api\/orders\/[^/]+$/, { is: 'handler' }],
  [/^\/api\/orders\/[^/]+\/(cancel|reopen)$/, { is: 'handler' }],
  [/^\/api\/orders\/[^/]+\/refunds(\/[^/]+)?$/, { is: 'handler' }],
  [/^\/api\/paynet\/return\/[\w-]+$/, { is: 'handler', methods: ['GET', 'POST'], readsMultipart: true }],
  [/^\/api\/paynet\/refund\/[\w-]+\/[\w-]+$/, { is: 'handler', methods: ['POST'] }],
  [/^\/checkout\/[^/]+\/link-picture$/, { is: 'handler', methods: ['GET'] }],
  [/^\/checkout\/[^/]+\/plans$/, { is: 'handler', methods: ['POST'] }],
  // The page that leaves for the bank has a policy of its own; Next would add to an existing one, not replace
  // it.
  [/^\/checkout\/[^/]+\/3d\/[^/]+$/, { is: 'page', hasOwnPolicy: true }],
]

/** Pages whose address is all that it takes to use them. */
const SECRET = /^\/(r|reset|register|dealers\/apply\/resume)\/./

/** What the build made, what is in `public/`, and the file that Next makes from `app/`. */
const FILES = /^\/(_next\/static\/.+|(brands|products)\/[\w-]+\.svg|robots\.txt)$/
/** Next's own endpoints for a developer's browser. */
const DEVELOPMENT = /^\/(_next|__nextjs)/

/** What answers a path as it was sent. A path that changes once its dots are resolved leads to no handler and to no file. */
export function routeOf(path: string, resolved: string, isDevelopment: boolean): Route {
  const unlisted: Route = /^\/+api(\/|$)/.test(resolved)
    ? { is: 'nothing' }
    : SECRET.test(resolved)
      ? { is: 'page', isSecret: true }
      : { is: 'page' }
  if (path !== resolved) return unlisted
  if (isDevelopment && DEVELOPMENT.test(path)) return { is: 'handler', readsMultipart: true }
  if (FILES.test(path)) return { is: 'file' }
  return HANDLERS.find(([pattern]) => pattern.test(path))?.[1] ?? unlisted
}

/** What browsers and programs ask for by names of their own, whatever pages say. */
const OTHER_NAMES: Record<string, string> = {
  '/favicon.ico': '/icons/favicon.ico',
  '/icon.svg': '/icons/icon.svg',
  '/apple-touch-icon.png': '/icons/apple-touch-icon.png',
  '/apple-touch-icon-precomposed.png': '/icons/apple-touch-icon.png',
  '/manifest.webmanifest': '/icons/manifest.webmanifest',
}

/**
 * A target without the slashes that programs put at the end of a path, or twice into it, if a handler is meant.
 * Next would redirect it, and a redirected post has lost its body. Other names of a handler lead to it as well.
 */
export function spellOut(target: string): string {
  const [path = '', ...query] = target.split('?')
  const plain = path.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '')
  const name = (Object.hasOwn(OTHER_NAMES, plain) && OTHER_NAMES[plain]) || plain
  return routeOf(name, name, false).is === 'handler' ? [name, ...query].join('?') : target
}

/** Whether a program asks for this target, as it was sent: its answers are problems, and have a `Request-Id`. */
export function isOfApi(target: string): boolean {
  return /^\/+api(\/|\?|$)/.test(target)
}

/** What a request counts as in the metrics. */
export function kindOf(path: string, route: Route, isPost: boolean): RouteKind {
  if (route.is === 'file') return 'file'
  const known = KINDS.find(([pattern]) => pattern.test(path))?.[1] ?? 'page'
  if (route.is === 'handler' || !isPost) return known
  return known === 'checkout' ? 'start' : 'action'
}

const KINDS: Array<[RegExp, RouteKind]> = [
  [/^\/(logo|link-picture|icons\/[^/]+|checkout\/[^/]+\/link-picture)$/, 'file'],
  [/^\/metrics$/, 'metrics'],
  [/^\/api\/health\//, 'health'],
  [/^\/api\/orders(\/|$)/, 'api-orders'],
  [/^\/api\/events$/, 'api-events'],
  [/^\/api\/openapi\.json$/, 'api-document'],
  [/^\/api\/paynet\/return\//, 'return'],
  [/^\/api\/paynet\/refund\//, 'refund-callback'],
  [/^\/api\/auth\//, 'auth'],
  [/^\/api\/dealers\/applications\/[^/]+\/documents$/, 'documents'],
  [/^\/checkout\/[^/]+\/3d\//, 'challenge'],
  [/^\/checkout\/[^/]+\/result$/, 'result'],
  [/^\/checkout\/[^/]+(\/plans)?$/, 'checkout'],
]

/** Whether a request's target can lead anywhere. Next would answer 500 to some targets that are not a path, or not UTF-8. */
export function isPath(target: string): boolean {
  try {
    decodeURIComponent(target.split('?')[0] ?? '')
    return target.startsWith('/')
  } catch {
    return false
  }
}
