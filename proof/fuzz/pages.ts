import fc from 'fast-check'
import { AT_ONCE, type FuzzRig, mustBeHarmless, nextAddress } from './rig'
import { must, type Target, target } from './run'
import { hostileHeader, hostileText, segmentOf } from './text'

const PATHS = [
  '/',
  '/checkout/ID',
  '/checkout/ID/result',
  '/checkout/ID/3d/ID',
  '/login',
  '/register',
  '/forgot',
  '/account',
  '/account/cards',
  '/account/payments',
  '/reset/ID',
  '/register/ID',
  '/r/ID',
  '/dealers/apply',
  '/dealers/apply/ID',
  '/dealers/apply/tasks',
  '/dealers/apply/check',
  '/dealers/apply/resume/ID',
  '/dealers/applications/ID',
  '/api/dealers/applications/ID/documents',
  '/api/auth/ID',
  '/api/auth/csrf',
  '/api/health/live',
  '/api/health/ready',
  '/api/ID',
  '/_next/ID',
  '/_next/image',
  '/_next/data/ID/index.json',
  '/_next/static/ID',
  '/products/ID',
  '/robots.txt',
  '/ID',
]

const piece = fc.oneof(fc.constant('KNOWN'), fc.stringMatching(/^[A-Za-z0-9_-]{22}$/), hostileText)
/** Sent as it is, in characters that an address may contain. */
const raw = fc.string({ unit: fc.constantFrom(...'abc/%\\.;:@&=+$,?~!*()\'"<>[]{}|^`-_0'), maxLength: 40 })

/** Headers with which Next's own pages talk to it, and others that a server in front might trust. */
const headers = fc.dictionary(
  fc.constantFrom(
    'RSC',
    'Next-Router-State-Tree',
    'Next-Router-Prefetch',
    'Next-Router-Segment-Prefetch',
    'Next-Url',
    'Next-Action',
    'X-Nextjs-Data',
    'X-Middleware-Subrequest',
    'X-Middleware-Rewrite',
    'X-Matched-Path',
    'X-Now-Route-Matches',
    'X-Invoke-Path',
    'X-Action-Forwarded',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'Purpose',
    'Accept',
    'Accept-Language',
    'Cookie',
    'Origin',
    'Referer',
    'Range',
    'If-None-Match',
    'If-Modified-Since',
    'Content-Type',
    'Upgrade-Insecure-Requests',
  ),
  fc.oneof(
    hostileHeader,
    fc.constantFrom(
      '1',
      '0',
      'lang=en',
      'lang=%',
      '__Host-pay=x; lang=tr',
      'tr;q=1,en;q=x',
      '/_tree',
      'bytes=0-1',
      '%5B%22%22%5D',
      '[""]',
      '["",{},null,"refetch"]',
    ),
  ),
  { maxKeys: 3 },
)

export async function pageTargets(rig: FuzzRig): Promise<Target[]> {
  const { stack, loader } = rig
  const { id } = await stack.orders.make()
  return [
    target({
      name: 'a page that is asked for in a hostile way is shown, not found or refused, and tells nothing of the inside',
      input: fc.record({
        method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'DELETE'),
        path: fc.oneof(
          {
            weight: 5,
            arbitrary: fc
              .tuple(fc.constantFrom(...PATHS), piece)
              .map(([path, text]) => path.replaceAll('ID', text === 'KNOWN' ? text : segmentOf(text))),
          },
          { weight: 1, arbitrary: raw.map((text) => `/${text}`) },
        ),
        query: fc.array(
          fc.tuple(
            fc.constantFrom('lang', 'next', '_rsc', 'callbackUrl', 'url', 'error', 'step', '__nextLocale', 'x', '__proto__'),
            fc.oneof(hostileText, fc.constantFrom('tr', 'en', '/account', '//evil.example')),
          ),
          { maxLength: 3 },
        ),
        headers,
      }),
      atOnce: AT_ONCE,
      check: async ({ method, path, query, headers: sent }) => {
        const search = query.length > 0 ? `?${new URLSearchParams(query)}` : ''
        const answer = await loader.send({
          method,
          path: `${path.replaceAll('KNOWN', id)}${search}`,
          headers: { 'X-Forwarded-For': nextAddress(), ...sent },
        })
        mustBeHarmless(answer, rig)
        const { location } = answer.headers
        must(location === undefined || new URL(location, stack.app.url).origin === stack.app.url, 'led off the site')
      },
    }),
  ]
}
