import type http from 'node:http'
import { log } from '@/lib/log'

/** In the address of a redirect to `APP_URL`: whoever comes back with it under another name has been there already. */
const MARK = 'moved'
/** Anybody can make names up. */
const MOST_NAMES = 32

/**
 * Leads browsers that opened a page under another name than `APP_URL` to the same page there: from here, no form
 * could be sent, and no cookie would be known.
 *
 * A proxy that passes another `Host` on makes every request look like this. Then the redirect comes back under
 * the same wrong name, with its mark; from that moment the name counts as the proxy's, and the log says what to set.
 */
export function leadToOwnAddress(app: URL): (name: string | null, address: URL) => string | null {
  const seen = new Set<string>()
  const ofProxy = new Set<string>()
  const isNew = (names: Set<string>, name: string) => !names.has(name) && names.size < MOST_NAMES && Boolean(names.add(name))
  return (name, address) => {
    const isMarked = address.searchParams.has(MARK)
    const target = new URL(address)
    target.searchParams.delete(MARK)
    if (name === null) return isMarked ? target.href : null
    if (isMarked && isNew(ofProxy, name)) {
      log.error('host.rewritten', {
        from: name,
        to: app.origin,
        why: 'the proxy must pass on Host and X-Forwarded-Proto as the browser sent them',
      })
    }
    if (isMarked || ofProxy.has(name)) return null
    if (isNew(seen, name)) log.warn('page.opened-elsewhere', { from: name, to: app.origin })
    target.searchParams.set(MARK, '1')
    return target.href
  }
}

/** The name under which a page was opened; null if it is `APP_URL` in any of the places where proxies write it. */
export function openedAs({ headers }: http.IncomingMessage, app: URL): string | null {
  const scheme = firstOf(headers['x-forwarded-proto']) === 'http' ? 'http:' : app.protocol
  const hosts = [headers.host, firstOf(headers['x-forwarded-host'])].filter((host) => host !== undefined && host !== '') as string[]
  if (scheme === app.protocol && (hosts.length === 0 || hosts.some((host) => isHost(host, app)))) return null
  return `${scheme}//${(hosts[0] ?? app.host).slice(0, 100)}`
}

function isHost(host: string, app: URL): boolean {
  const url = `${app.protocol}//${host.trim().replace(/\.(?=$|:)/, '')}`
  return URL.canParse(url) && new URL(url).href === app.href
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return header?.toString().split(',')[0]?.trim().toLowerCase()
}
