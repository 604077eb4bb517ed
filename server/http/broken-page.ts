import type http from 'node:http'
import { brokenPage } from './refuse'

/**
 * Next answers a page that broke with a document that is empty until its scripts have run. A browser gets a whole one
 * instead, with the merchant's name and help on it.
 */
export function replaceBrokenPage(request: http.IncomingMessage, response: http.ServerResponse, page: URL): void {
  if (!request.headers.accept?.includes('text/html')) return
  const { writeHead, write, end } = response
  let isReplaced = false

  function replace(): void {
    isReplaced = true
    for (const name of response.getHeaderNames()) if (/^(content-|transfer-|link$|etag$)/.test(name)) response.removeHeader(name)
    const { html, headers } = brokenPage(request.headers, page)
    Reflect.apply(writeHead, response, [500, headers])
    Reflect.apply(end, response, [html])
  }

  // Whatever comes first says the status; what Next writes after it goes nowhere.
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    if (status !== 500) return Reflect.apply(writeHead, response, [status, ...rest])
    if (!isReplaced) replace()
    return response
  }) as typeof writeHead
  response.write = ((...chunk: unknown[]) => {
    if (response.statusCode === 500 && !isReplaced && !response.headersSent) replace()
    return isReplaced || Reflect.apply(write, response, chunk)
  }) as typeof write
  response.end = ((...chunk: unknown[]) => {
    if (response.statusCode === 500 && !isReplaced && !response.headersSent) replace()
    return isReplaced ? response : Reflect.apply(end, response, chunk)
  }) as typeof end
}
