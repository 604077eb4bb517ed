import 'server-only'

type Content = { bytes: Buffer | string; contentType: string; version: string; headers?: Record<string, string> }

/** Answers with what never changes under one version, which pages put into its address (`?v=`). */
export function answerVersioned(request: Request, { bytes, contentType, version, headers: own = {} }: Content): Response {
  const isOfVersion = new URL(request.url).searchParams.get('v') === version
  const etag = `"${version}"`
  const headers = {
    ...own,
    'Content-Type': contentType,
    'Cache-Control': isOfVersion ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
    ETag: etag,
  }
  if (request.headers.get('if-none-match')?.includes(etag)) return new Response(null, { status: 304, headers })
  return new Response(typeof bytes === 'string' ? bytes : new Uint8Array(bytes), { headers })
}

/** Too much is being drawn, or it cannot be drawn here: a page looks the same without it. */
export function notDrawnNow(): Response {
  return new Response('Try again in a few seconds.\n', { status: 503, headers: { 'Retry-After': '5', 'Cache-Control': 'no-store' } })
}

export function nothingHere(): Response {
  return new Response('Not found\n', { status: 404, headers: { 'Cache-Control': 'no-store' } })
}
