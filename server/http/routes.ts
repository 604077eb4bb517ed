/**
 * What answers a path. A path that is not listed is a page, even a missing one: Next renders its not-found page
 * there and runs server actions on it, so it gets everything that a page gets.
 */
export type Route = { is: 'handler'; readsMultipart?: true } | { is: 'file' } | { is: 'page'; hasOwnPolicy?: true }

/** Every `route.ts` below `app/`. An id is matched as it stands in the address; all that matters is that it is one segment. */
const HANDLERS: Array<[RegExp, Route]> = [
  [/^\/metrics$/, { is: 'handler' }],
  [/^\/cookies$/, { is: 'handler' }],
  [/^\/api\/auth\/.+$/, { is: 'handler' }],
  [/^\/api\/dealers\/applications\/[\w-]+\/documents$/, { is: 'handler', readsMultipart: true }],
  [/^\/api\/health\/(live|ready)$/, { is: 'handler' }],
  [/^\/api\/orders$/, { is: 'handler' }],
  [/^\/api\/orders\/[^/]+$/, { is: 'handler' }],
  [/^\/api\/orders\/[^/]+\/cancel$/, { is: 'handler' }],
  [/^\/api\/paynet\/return\/[\w-]+$/, { is: 'handler', readsMultipart: true }],
  // The page that leaves for the bank has a policy of its own; Next would add to an existing one, not replace
  // it.
  [/^\/checkout\/[^/]+\/3d\/[^/]+$/, { is: 'page', hasOwnPolicy: true }],
]

/** What the build made, what is in `public/`, and the two files that Next makes from `app/`. */
const FILES = /^\/(_next\/static\/.+|(brands|products)\/[\w-]+\.svg|icon\.svg|robots\.txt)$/
/** Next's own endpoints for a developer's browser. */
const DEVELOPMENT = /^\/(_next|__nextjs)/

/** What answers a path as it was sent. A path that changes once its dots are resolved goes to the pages. */
export function routeOf(path: string, resolved: string, isDevelopment: boolean): Route {
  if (path !== resolved) return { is: 'page' }
  if (isDevelopment && DEVELOPMENT.test(path)) return { is: 'handler', readsMultipart: true }
  if (FILES.test(path)) return { is: 'file' }
  return HANDLERS.find(([pattern]) => pattern.test(path))?.[1] ?? { is: 'page' }
}

/** Whether a request's target can lead anywhere. Next would answer 500 to some targets that are not a path, or not UTF-8. */
export function isPath(target: string): boolean {
  try {
    decodeURIComponent(target.split('?')[0] ?? '')
    return target.startsWith('/')
  } catch {
    return false
  }
}
