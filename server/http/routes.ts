/**
 * What answers a path. Everything that is listed nowhere is a page, a missing one too: Next renders its
 * not-found page there, runs server actions on it, and so it gets all that a page gets.
 */
export type Route = { is: 'handler'; readsMultipart?: true } | { is: 'file' } | { is: 'page'; hasOwnPolicy?: true }

/** Every `route.ts` below `app/`. An id stands as it does in the address; what decides is that it is one segment. */
const HANDLERS: Array<[RegExp, Route]> = [
  [/^\/metrics$/, { is: 'handler' }],
  [/^\/api\/auth\/.+$/, { is: 'handler' }],
  [/^\/api\/dealers\/applications\/[\w-]+\/documents$/, { is: 'handler', readsMultipart: true }],
  [/^\/api\/health\/(live|ready)$/, { is: 'handler' }],
  [/^\/api\/orders$/, { is: 'handler' }],
  [/^\/api\/orders\/[^/]+$/, { is: 'handler' }],
  [/^\/api\/orders\/[^/]+\/cancel$/, { is: 'handler' }],
  [/^\/api\/paynet\/return\/[\w-]+$/, { is: 'handler', readsMultipart: true }],
  // The page that leaves for the bank has a policy of its own, which Next would not put in the place of another one.
  [/^\/checkout\/[^/]+\/3d\/[^/]+$/, { is: 'page', hasOwnPolicy: true }],
]

/** What the build made, what lies in `public/`, and the two files that Next makes of `app/`. */
const FILES = /^\/(_next\/static\/.+|(brands|products)\/[\w-]+\.svg|icon\.svg|robots\.txt)$/
/** Next's own doors for the browser of a developer. */
const DEVELOPMENT = /^\/(_next|__nextjs)/

/** What answers a path as it was sent. One that means something else once its dots are resolved is a page's. */
export function routeOf(path: string, resolved: string, isDevelopment: boolean): Route {
  if (path !== resolved) return { is: 'page' }
  if (isDevelopment && DEVELOPMENT.test(path)) return { is: 'handler', readsMultipart: true }
  if (FILES.test(path)) return { is: 'file' }
  return HANDLERS.find(([pattern]) => pattern.test(path))?.[1] ?? { is: 'page' }
}

/** Whether a request's target can lead anywhere. Next would answer 500 to some that are no path, or no UTF-8. */
export function isPath(target: string): boolean {
  try {
    decodeURIComponent(target.split('?')[0] ?? '')
    return target.startsWith('/')
  } catch {
    return false
  }
}
