import { clientOf } from '@/lib/cards/card-testing'
import { env } from '@/lib/env'
import { isSame } from '@/lib/ids'
import { log } from '@/lib/log'
import { countRefusal, type Refusal } from '@/lib/metrics/counters'
import { networkOf } from '@/lib/web/client-address'
import { problem } from './problem'

export type Handler<Params> = (request: Request, context: { params: Promise<Params> }) => Promise<Response>

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
type Method = (typeof METHODS)[number]

type Keys = { keyName: string; keys: () => string[]; refusal: Refusal }

const ordersKeys: Keys = { keyName: 'MERCHANT_API_KEY', keys: () => env().merchantApiKeys, refusal: 'wrong-key' }

/** The handlers for a path of the orders API: every method first asks for the merchant's key, or for one of the keys given. */
export function withMerchantKey<Params>(
  handlers: Partial<Record<'GET' | 'POST', Handler<Params>>>,
  { keyName, keys, refusal }: Keys = ordersKeys,
): Record<Method, Handler<Params>> {
  const allow = Object.keys(handlers).join(', ')
  const guarded = METHODS.map((method): [Method, Handler<Params>] => {
    const handler = handlers[method === 'HEAD' ? 'GET' : (method as 'GET' | 'POST')]
    return [
      method,
      async (request, context) => {
        if (!hasOneOf(keys(), request)) {
          tellWrongKey(request, refusal)
          return problem(401, 'unauthorized', `Send the header "Authorization: Bearer <${keyName}>".`, {
            headers: { 'WWW-Authenticate': 'Bearer' },
          })
        }
        if (!handler) return problem(405, 'method-not-allowed', `This path takes ${allow}.`, { headers: { Allow: allow } })
        try {
          return await handler(request, context)
        } catch (error) {
          log.error('orders-api.failed', { path: new URL(request.url).pathname, error })
          return problem(503, 'unavailable', 'The database did not answer. The same request can be sent again.', {
            headers: { 'Retry-After': '2' },
          })
        }
      },
    ]
  })
  return Object.fromEntries(guarded) as Record<Method, Handler<Params>>
}

/** Somebody is guessing, or a program of the merchant's has an old key: whoever it is, the log says from where. */
function tellWrongKey(request: Request, refusal: Refusal): void {
  countRefusal(refusal)
  const client = clientOf(networkOf(request.headers.get('x-forwarded-for') ?? 'unknown'), new Date())
  const why = request.headers.has('authorization') ? 'other key' : 'no key'
  log.warn('api.wrong-key', { path: new URL(request.url).pathname.slice(0, 100), client, why })
}

function hasOneOf(keys: string[], request: Request): boolean {
  const sent = /^bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
  // Every key is compared, so that timing does not reveal which one came close.
  return keys.filter((key) => isSame(key, sent)).length > 0
}
