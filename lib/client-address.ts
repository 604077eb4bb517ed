import 'server-only'
import { headers } from 'next/headers'
import { networkOf } from './network'

export { networkOf, siteOf } from './network'

/** The client's network, from the address that our http server has written from the socket and `TRUSTED_PROXY_HOPS`. */
export async function clientAddress(): Promise<string> {
  return networkOf((await headers()).get('x-forwarded-for') ?? 'unknown')
}
