import { parseJson } from '@/app/api/read-json'
import { now } from '@/lib/clock'
import { log } from '@/lib/log'
import { takeHint } from '@/lib/refunds/callback'
import { readBody } from '@/lib/web/read-body'

type Context = { params: Promise<{ refundId: string; secret: string }> }

const MAX_BODY_BYTES = 4 * 1024

/**
 * What Paynet posts once a refund is decided: cross-site, unsigned, perhaps repeated, perhaps forged. It is a hint at the
 * most, so that the answer is the same to everything, and waits for no call to Paynet. The address holds a secret: it is
 * written nowhere.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { refundId, secret } = await params
  const body = await readBody(request, MAX_BODY_BYTES)
  try {
    await takeHint(refundId, secret, typeof body === 'string' ? null : codeIn(parseJson(body)), now)
  } catch (error) {
    log.error('refund-callback.not-taken', { error })
  }
  return Response.json({}, { headers: { 'Cache-Control': 'no-store' } })
}

/** 0 or another number; null where none can be read, and for what is longer than any code: a card's number is no code. */
function codeIn(body: unknown): number | null {
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : null
  const number = typeof code === 'string' && /^\d{1,4}$/.test(code) ? Number(code) : code
  return typeof number === 'number' && Number.isInteger(number) && Math.abs(number) < 10_000 ? number : null
}
