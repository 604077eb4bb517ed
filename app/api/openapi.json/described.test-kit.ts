import { vi } from 'vitest'
import type * as MerchantKey from '@/app/api/merchant-key'
import { answersOf, type OpenApi } from '@/scripts/test/described'

/**
 * Set-up of every `*.db.test.ts`: whatever a handler of the merchant's API answers has to be as the document says, or the
 * test that asked fails. Which path it is, the handler's module tells, whatever address a test has made up.
 */
vi.mock('@/app/api/merchant-key', async (importOriginal) => {
  const original = await importOriginal<typeof MerchantKey>()
  const withMerchantKey: typeof original.withMerchantKey = (handlers, ...otherKeys) => {
    const guarded = original.withMerchantKey(handlers, ...otherKeys)
    // Those of another key are not of this API.
    if (otherKeys.length > 0) return guarded
    const path = pathOf(new Error().stack ?? '')
    const checked = Object.entries(guarded).map(([method, handle]) => {
      const answer: typeof handle = async (request, context) => {
        const response = await handle(request, context)
        const { status, headers } = response
        const body = await response.clone().text()
        ;(await described()).check(method, path, { status, header: (name) => headers.get(name), body }, { ofServer: false })
        return response
      }
      return [method, answer]
    })
    return Object.fromEntries(checked) as typeof guarded
  }
  return { ...original, withMerchantKey }
})

let answers: Promise<ReturnType<typeof answersOf>> | undefined

function described() {
  answers ??= import('./document').then(({ openApiDocument }) => answersOf(JSON.parse(JSON.stringify(openApiDocument())) as OpenApi))
  return answers
}

/** `/api/orders/{orderId}`, from the stack of a call in `app/api/orders/[orderId]/route.ts`. */
function pathOf(stack: string): string {
  const folder = /\/app(\/api\/[^\n]*)\/route\.ts\b/.exec(decodeURI(stack))?.[1]
  if (!folder) throw new Error(`withMerchantKey was called outside of a route: ${stack}`)
  return folder.replaceAll('[', '{').replaceAll(']', '}')
}
