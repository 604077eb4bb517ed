import { gzipSync } from 'node:zlib'
import type { Line } from './figures'
import { type Connections, expectStatus } from './loader'
import type { ServerProcess } from './server-process'
import { newShopper, type Shop } from './shopper'

type Bytes = { javascript: number; everything: number; foreign: string[] }

const JAVASCRIPT_MORE_KIB = 16

/** What a browser loads for the checkout page before anything is typed, each file gzipped. Exact. */
export async function measureBytes(shop: Shop, bareNext: ServerProcess, connections: Connections): Promise<Line[]> {
  const shopper = newShopper(shop, connections)
  await shopper.makeOrder()
  const ours = await weigh(shop.url, (await shopper.openCheckout()).body, connections)
  const bare = await weigh(bareNext.url, expectStatus(await connections.send(`${bareNext.url}/`), 200, 'bare Next').body, connections)
  const line = (metric: string, of: 'javascript' | 'everything') => ({
    metric,
    ours: `${kib(ours[of])} KiB`,
    beside: `bare Next ${kib(bare[of])} KiB`,
    ratio: ours[of] / bare[of],
  })
  return [
    {
      ...line('checkout page, JavaScript, gzip', 'javascript'),
      aim: `≤ bare Next + ${JAVASCRIPT_MORE_KIB} KiB`,
      met: ours.javascript - bare.javascript <= JAVASCRIPT_MORE_KIB * 1024,
    },
    { ...line('checkout page, everything, gzip', 'everything'), aim: '', met: null },
    {
      metric: 'checkout page, hosts other than ours',
      ours: String(ours.foreign.length),
      beside: '',
      aim: '0',
      met: ours.foreign.length === 0,
    },
  ]
}

async function weigh(origin: string, html: string, { send }: Connections): Promise<Bytes> {
  const tags = [...html.matchAll(/<(?:script|link|img)\b[^>]*>/gi)].map(([tag]) => tag).filter((tag) => !/\bnomodule\b/i.test(tag))
  const addresses = new Set(tags.flatMap((tag) => /\s(?:src|href)="([^"]+)"/i.exec(tag)?.[1]?.replaceAll('&amp;', '&') ?? []))
  const foreign = [...addresses].filter((address) => new URL(address, origin).origin !== origin)
  const bytes: Bytes = { javascript: 0, everything: gzip(html), foreign }
  for (const address of addresses) {
    if (foreign.includes(address)) continue
    const answer = await send(new URL(address, origin).href, { headers: { 'Accept-Encoding': 'identity' } })
    const size = gzip(expectStatus(answer, 200, address).body)
    bytes.everything += size
    if (/javascript/.test(answer.headers['content-type'] ?? '')) bytes.javascript += size
  }
  return bytes
}

const gzip = (text: string) => gzipSync(text, { level: 9 }).length
const kib = (bytes: number) => (bytes / 1024).toFixed(1)
