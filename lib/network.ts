import net from 'node:net'

/**
 * An address in its one spelling, so that no limit is escaped or shared by writing it in another way: IPv4 in
 * four numbers, also where IPv6 carries it (`::ffff:…`, and `64:ff9b::…` of a translator), other IPv6 short and in lower
 * case. A port, brackets, quotation marks and a zone are left out. Null for anything that is no address.
 */
export function readAddress(text: string): string | null {
  const trimmed = text.trim()
  const unquoted = /^"(.*)"$/.exec(trimmed)?.[1]?.trim() ?? trimmed
  const plain = /^\[([^[\]]*)\](?::\d{1,5})?$/.exec(unquoted)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(unquoted)?.[1] ?? unquoted
  // Most come as one of these: as they are, or from a socket that takes both kinds.
  const dotted = /^::ffff:([\d.]+)$/i.exec(plain)?.[1] ?? plain
  if (net.isIPv4(dotted)) return dotted
  const [address = ''] = plain.split('%')
  if (!net.isIPv6(plain) || !net.isIPv6(address)) return null
  const groups = groupsOf(address)
  const isCarrier = CARRIERS.some((carrier) => carrier.every((group, index) => groups[index] === group))
  return isCarrier ? dottedEnd(groups) : shortest(address)
}

/** The first six groups of IPv6 addresses that are IPv4 ones. */
const CARRIERS = [
  [0, 0, 0, 0, 0, 0xffff],
  [0x64, 0xff9b, 0, 0, 0, 0],
]

function dottedEnd(groups: number[]): string {
  const bytes = groups.slice(6).flatMap((group) => [group >> 8, group & 255])
  return bytes.join('.')
}

/** As in a URL: without leading zeros, in lower case, its end in hexadecimal. */
function shortest(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1)
}

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): number[] {
  const numbersIn = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))
  const [head = '', tail] = shortest(address).split('::')
  const [first, last] = [numbersIn(head), numbersIn(tail ?? '')]
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last]
}

/** What counts as one client for limits: an IPv4 address, or the first half of an IPv6 one, which belongs to one customer. */
export function networkOf(address: string): string {
  const read = readAddress(address)
  if (read === null) return address
  return net.isIPv4(read)
    ? read
    : groupsOf(read)
        .slice(0, 4)
        .map((group) => group.toString(16))
        .join(':')
}

/**
 * The site of an IPv6 address or network, its /48: one customer's router may hand out all of its 65,536
 * networks. Null for anything that is not IPv6.
 */
export function siteOf(address: string): string | null {
  const network = networkOf(address)
  return network.includes(':') ? network.split(':').slice(0, 3).join(':') : null
}
