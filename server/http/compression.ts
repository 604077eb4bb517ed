import type http from 'node:http'
import type { Route } from './routes'

/** Who asked for a page, in a browser's words: the page's own site, or the person. */
const OURS = ['same-origin', 'none']

/**
 * Whether Next may compress an answer. The length of a compressed answer says whether what an attacker put into
 * it, such as a query, resembles a secret next to it. So no answer is compressed that repeats a form's fields, that
 * is for a program, that carries Paynet's session to the bank, or that another site asked for with our cookies.
 */
export function mayCompress({ method, headers }: http.IncomingMessage, route: Route): boolean {
  if (route.is !== 'page' || route.hasOwnPolicy || (method !== 'GET' && method !== 'HEAD')) return false
  return headers.cookie === undefined || OURS.includes(String(headers['sec-fetch-site']))
}
