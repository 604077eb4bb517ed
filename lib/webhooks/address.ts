import 'server-only'
import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** What IANA hands out; the rest of IPv6 has no name in ipaddr.js, which then says "unicast", of `::127.0.0.1` too. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3')

export const REFUSED_ADDRESS = 'ERR_REFUSED_ADDRESS'

/** Whether events may go to an address: one host's on the internet, or this machine's own where that is allowed. */
export function mayReceive(address: string, allowsLoopback: boolean): boolean {
  if (isIP(address) === 0) return false
  const read = ipaddr.parse(address)
  const range = read.range()
  if (range === 'loopback') return allowsLoopback
  return range === 'unicast' && (read.kind() === 'ipv4' || read.match(GLOBAL_UNICAST))
}

/**
 * Looks a host up for a connection, which then goes to the very addresses that were checked here. One that may not receive
 * refuses them all.
 */
export function checkedLookup(allowsLoopback: boolean, lookup: typeof systemLookup = systemLookup): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      const [first] = found ?? []
      if (error) done(error, [])
      else if (!first || found.some(({ address }) => !mayReceive(address, allowsLoopback))) done(refusal(), [])
      else if (options.all) done(null, found)
      else done(null, first.address, first.family)
    })
  }
}

export function refusal(): Error {
  return Object.assign(new Error('not a public address'), { code: REFUSED_ADDRESS })
}
