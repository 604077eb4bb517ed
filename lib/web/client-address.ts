import 'server-only'
import { headers } from 'next/headers'
import { networkOf } from '@/lib/network'

export { networkOf, siteOf } from '@/lib/network'

/** The client's network, from the address that our http server derived from the socket and `TRUSTED_PROXY_HOPS`. */
export async function clientAddress(): Promise<string> {
  return networkOf((await headers()).get('x-forwarded-for') ?? 'unknown')
}
