import { env } from '@/lib/env'

export const dynamic = 'force-dynamic'

/** Where password managers look for the page that changes one: https://w3c.github.io/webappsec-change-password-url/ */
export function GET(): Response {
  return new Response(null, { status: 302, headers: { Location: `${env().appUrl}/account`, 'Cache-Control': 'no-store' } })
}
