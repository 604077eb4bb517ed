const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  422: 'Unprocessable Content',
  503: 'Service Unavailable',
}

export type PointedError = { pointer: string; detail: string }

/** An RFC 9457 answer. `name` makes its `type`, by which programs tell problems apart. */
export function problem(
  status: number,
  name: string,
  detail: string,
  extra: { errors?: PointedError[]; headers?: Record<string, string> } = {},
): Response {
  const body = {
    type: `urn:paynet-checkout:${name}`,
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    ...(extra.errors && { errors: extra.errors }),
  }
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...extra.headers },
  })
}
