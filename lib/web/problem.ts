import 'server-only'

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  414: 'URI Too Long',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

export type PointedError = { pointer: string; detail: string }
/** What a problem may tell besides: what does not fit, and how much of a payment may still be given back, in kuruş. */
export type ProblemMembers = { errors?: PointedError[]; remaining?: number }

export const PROBLEM_TYPE = 'application/problem+json'

/** The body of an RFC 9457 answer. `name` makes its `type`, by which programs tell problems apart. */
export function problemBody(status: number, name: string, detail: string, members: ProblemMembers = {}): string {
  const type = `urn:paynet-checkout:${name}`
  return JSON.stringify({ type, title: TITLES[status] ?? 'Error', status, detail, ...members })
}
