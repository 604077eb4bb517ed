import type http from 'node:http'
import { log } from '@/lib/log'
import { countProxyDoubt, type ProxyDoubt } from '@/lib/metrics/counters'
import { readAddress } from '@/lib/network'

type Asked = Pick<http.IncomingMessage, 'headers' | 'socket'>

/** Headers in which proxies say where a request comes from. */
const FORWARDING = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-forwarded-proto', 'x-forwarded-host']

/**
 * The socket's address or, behind N trusted proxies, the N-th entry from the right of `X-Forwarded-For`, each in the
 * one spelling that `readAddress` gives it. An entry that is no address, or that was not written by one of the
 * proxies, counts as the socket's. `doubt` says how the headers and N disagree, if they do.
 */
export function whereFrom({ headers, socket }: Asked, trustedHops: number): { address: string; doubt: ProxyDoubt | null } {
  const fromSocket = (doubt: ProxyDoubt | null) => {
    const written = socket.remoteAddress ?? 'unknown'
    return { address: readAddress(written) ?? written, doubt }
  }
  if (trustedHops === 0) return fromSocket(FORWARDING.some((name) => headers[name] !== undefined) ? 'untrusted' : null)
  const entries = [headers['x-forwarded-for'] ?? '']
    .flat()
    .join(',')
    .split(',')
    .map((entry) => entry.trim())
  const given = entries.filter(Boolean)
  const entry = given.at(-trustedHops)
  if (entry === undefined) return fromSocket(given.length === 0 ? 'missing' : 'too-few')
  const address = readAddress(entry)
  return address === null ? fromSocket('no-address') : { address, doubt: null }
}

const ADVICE: Record<ProxyDoubt, (hops: number) => string> = {
  untrusted: () =>
    'a header says that a proxy passed this request on, but TRUSTED_PROXY_HOPS is 0: if one stands in front, everybody shares its address, and with it one limit. Set TRUSTED_PROXY_HOPS to the number of proxies in front, 1 for a single nginx. If there is none, a client made the header up, and nothing is wrong',
  missing: (hops) =>
    `TRUSTED_PROXY_HOPS is ${hops}, but this request has no X-Forwarded-For: everybody who comes so shares one limit. Let the proxy append to X-Forwarded-For or, if there is none, set TRUSTED_PROXY_HOPS=0`,
  'too-few': (hops) =>
    `TRUSTED_PROXY_HOPS is ${hops}, but X-Forwarded-For has fewer entries: everybody who comes so shares one limit. Set TRUSTED_PROXY_HOPS to the number of proxies that append to it`,
  'no-address': (hops) =>
    `TRUSTED_PROXY_HOPS is ${hops}, but entry ${hops} from the right of X-Forwarded-For is no address: everybody who comes so shares one limit. Let the proxy write the address that it sees`,
}

/** Counts each disagreement of the headers with `TRUSTED_PROXY_HOPS`, and warns once of each kind what to set. */
export function watchProxies(trustedHops: number): (doubt: ProxyDoubt) => void {
  const told = new Set<ProxyDoubt>()
  return (doubt) => {
    countProxyDoubt(doubt)
    if (told.has(doubt)) return
    told.add(doubt)
    log.warn(`proxy.${doubt}`, { why: ADVICE[doubt](trustedHops) })
  }
}
