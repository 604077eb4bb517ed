import 'server-only'
import { headers } from 'next/headers'

/** The client's address, which our http server has written from the socket and `TRUSTED_PROXY_HOPS`. */
export async function clientAddress(): Promise<string> {
  return networkOf((await headers()).get('x-forwarded-for') ?? 'unknown')
}

/** Who counts as one for limits: an IPv4 address, or the first half of an IPv6 one, which is one customer's. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.toLowerCase().split('::')
  const groups = head.split(':').filter(Boolean)
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter(Boolean).length
  return [...groups, ...Array.from({ length: Math.max(0, missing) }, () => '0')]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
