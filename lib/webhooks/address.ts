import 'server-only'
import { type LookupAddress, type LookupAllOptions, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** What IANA hands out; the rest of IPv6 has no name in ipaddr.js, which then says "unicast", of `::127.0.0.1` too. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3')

/** The host of a machine in Azure, which answers at a public address and hands out what is its owner's alone. */
const AZURE_HOST = '168.63.129.16'

export const REFUSED_ADDRESS = 'ERR_REFUSED_ADDRESS'

/** Whether events may go to an address: one host's on the internet, or this machine's own where that is allowed. */
export function mayReceive(address: string, allowsLoopback: boolean): boolean {
  if (isIP(address) === 0 || address === AZURE_HOST) return false
  const read = ipaddr.parse(address)
  const range = read.range()
  if (range === 'loopback') return allowsLoopback
  return range === 'unicast' && (read.kind() === 'ipv4' || read.match(GLOBAL_UNICAST))
}

/**
 * Looks a host up for a connection, which then goes to the very addresses that were checked here. One that may not receive
 * refuses them all.
 */
export function checkedLookup(allowsLoopback: boolean, withinMs: number, lookup: typeof systemLookup = systemLookup): LookupFunction {
  return (host, options, done) => {
    lookUpInTurn(lookup, host, { ...options, all: true }, withinMs, (error, found) => {
      const [first] = found
      if (error) done(error, [])
      else if (!first || found.some(({ address }) => !mayReceive(address, allowsLoopback))) done(refusal(), [])
      else if (options.all) done(null, found)
      else done(null, first.address, first.family)
    })
  }
}

/**
 * The lookup under way, and those that wait for it. Each holds a thread for as long as a name server lets it wait, nothing
 * ends it, and libuv has no more than two for all lookups: there must be one for Paynet's name.
 */
let turns: Promise<void> = Promise.resolve()

function lookUpInTurn(
  lookup: typeof systemLookup,
  host: string,
  options: LookupAllOptions,
  withinMs: number,
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
): void {
  let isOver = false
  const end: typeof done = (error, found) => {
    if (isOver) return
    isOver = true
    clearTimeout(late)
    done(error, found)
  }
  const late = setTimeout(
    () => end(Object.assign(new Error('no name server answers'), { code: 'ETIMEOUT', syscall: 'getaddrinfo' }), []),
    withinMs,
  )
  const look = () =>
    new Promise<void>((resolve) =>
      lookup(host, options, (error, found) => {
        resolve()
        end(error, found ?? [])
      }),
    )
  turns = turns.then(() => (isOver ? undefined : look())).catch((error) => end(error, []))
}

export function refusal(): Error {
  return Object.assign(new Error('not a public address'), { code: REFUSED_ADDRESS })
}
