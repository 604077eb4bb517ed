import 'server-only'

/**
 * Whether an address that Paynet named is on a host of its own, over https and without a user or password.
 * When Paynet itself is on loopback, that host will do too, over http and on any port.
 */
export function isPaynetHost(url: URL, paynet: URL): boolean {
  if (url.username || url.password || !/^https?:$/.test(url.protocol)) return false
  if (paynet.protocol === 'http:' && url.hostname === paynet.hostname) return true
  return url.protocol === 'https:' && (url.host === paynet.host || /^([a-z0-9-]+\.)*paynet\.com\.tr$/.test(url.host))
}
