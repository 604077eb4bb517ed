import { merchantLogo } from '@/lib/merchant'

export const dynamic = 'force-dynamic'

/** Opened by itself, an SVG is a document: this one may load and run nothing, and has no origin. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"

/** The merchant's logo. Pages ask for it by its version, which a browser may keep. */
export function GET(request: Request): Response {
  const logo = merchantLogo()
  if (!logo) return new Response('Not found\n', { status: 404, headers: { 'Cache-Control': 'no-store' } })
  const isOfVersion = new URL(request.url).search === new URL(logo.path, request.url).search
  const headers = {
    'Content-Type': logo.contentType,
    'Cache-Control': isOfVersion ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
    ETag: logo.etag,
    'Content-Security-Policy': POLICY,
  }
  if (request.headers.get('if-none-match')?.includes(logo.etag)) return new Response(null, { status: 304, headers })
  return new Response(new Uint8Array(logo.bytes), { headers })
}
