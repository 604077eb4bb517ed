import { env } from '@/lib/env'
import { isSame } from '@/lib/ids'
import { log } from '@/lib/log'
import { problem } from './problem'

export type Handler<Params> = (request: Request, context: { params: Promise<Params> }) => Promise<Response>

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
type Method = (typeof METHODS)[number]

type Keys = { keyName: string; keys: () => string[] }

const ordersKeys: Keys = { keyName: 'MERCHANT_API_KEY', keys: () => env().merchantApiKeys }

/** The handlers for a path of the orders API: every method first asks for the merchant's key, or for one of the keys given. */
export function withMerchantKey<Params>(
  handlers: Partial<Record<'GET' | 'POST', Handler<Params>>>,
  { keyName, keys }: Keys = ordersKeys,
): Record<Method, Handler<Params>> {
  const allow = Object.keys(handlers).join(', ')
  const guarded = METHODS.map((method): [Method, Handler<Params>] => {
    const handler = handlers[method === 'HEAD' ? 'GET' : (method as 'GET' | 'POST')]
    return [
      method,
      async (request, context) => {
        if (!hasOneOf(keys(), request)) {
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

function hasOneOf(keys: string[], request: Request): boolean {
  const sent = /^bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
  // Every key is compared, so that timing does not reveal which one came close.
  return keys.filter((key) => isSame(key, sent)).length > 0
}
