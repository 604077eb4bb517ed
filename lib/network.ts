/** What counts as one client for limits: an IPv4 address, or the first half of an IPv6 one, which belongs to one customer. */
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

/**
 * The site of an IPv6 address or network, its /48: one customer's router may hand out all of its 65,536
 * networks. Null for anything that is not IPv6.
 */
export function siteOf(address: string): string | null {
  const network = networkOf(address)
  return network.includes(':') ? network.split(':').slice(0, 3).join(':') : null
}
