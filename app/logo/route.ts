import { merchantLogo } from '@/lib/merchant'
import { answerVersioned, nothingHere } from '@/lib/web/versioned-answer'

export const dynamic = 'force-dynamic'

/** Opened by itself, an SVG is a document: this one may load and run nothing, and has no origin. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"

/** The merchant's logo. Pages ask for it by its version, which a browser may keep. */
export function GET(request: Request): Response {
  const logo = merchantLogo()
  if (!logo) return nothingHere()
  const { bytes, contentType, version } = logo
  return answerVersioned(request, { bytes, contentType, version, headers: { 'Content-Security-Policy': POLICY } })
}
