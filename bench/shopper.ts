import { randomBytes, randomInt } from 'node:crypto'
import { multipart } from '@/e2e/harness/raw-request'
import { type Fields, inputsOf } from '@/e2e/harness/raw-shopper'
import { type Answer, type Connections, expectStatus, type Request } from './loader'

/** The card of Paynet's own samples. */
const CARD: Record<string, string> = { holder: 'Ayşe Yılmaz', number: '4355084355084358', expiry: '12/30', cvc: '123' }

/** The address of a checkout, ours or the floor: both use the same paths. */
export type Shop = { url: string; merchantKey: string }

/** A payment, request by request, as a browser without scripts makes it. */
export type Shopper = {
  makeOrder: () => Promise<Answer>
  openCheckout: () => Promise<Answer>
  start: () => Promise<Answer>
  leave: () => Promise<Answer>
  comeBack: () => Promise<Answer>
  openResult: () => Promise<Answer>
}

export function newShopper({ url, merchantKey }: Shop, { send }: Connections): Shopper {
  // A new address each time, because payments per address are limited.
  const address = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`
  let cookie = ''
  let orderId = ''
  let form: { fields: Fields; isMultipart: boolean } = { fields: [], isMultipart: false }
  let bankPage = ''
  let returnPath = ''

  async function ask(what: string, path: string, status: number, { headers, ...rest }: Request = {}): Promise<Answer> {
    const own = { 'X-Forwarded-For': address, ...(cookie === '' ? {} : { Cookie: cookie }) }
    const answer = expectStatus(await send(`${url}${path}`, { ...rest, headers: { ...own, ...headers } }), status, what)
    cookie = answer.headers['set-cookie']?.map((line) => line.split(';')[0]).join('; ') ?? cookie
    return answer
  }

  async function post(
    what: string,
    path: string,
    { body, headers }: { body: string | Uint8Array; headers: Record<string, string> },
  ): Promise<Answer> {
    return ask(what, path, 303, { method: 'POST', body, headers: { Origin: url, ...headers } })
  }

  return {
    async makeOrder() {
      const answer = await ask('making an order', '/api/orders', 201, {
        method: 'POST',
        headers: { Authorization: `Bearer ${merchantKey}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ reference: `BENCH-${randomBytes(10).toString('hex')}`, amount: 123_450, currency: 'TRY' }),
      })
      orderId = (JSON.parse(answer.body) as { id: string }).id
      return answer
    },
    async openCheckout() {
      const answer = await ask('the checkout', `/checkout/${orderId}`, 200)
      const html = /<form[\s\S]*?<\/form>/.exec(answer.body)?.[0] ?? ''
      form = {
        fields: inputsOf(html).map(([name, value]) => [name, CARD[name] ?? value]),
        isMultipart: /^<form[^>]* enctype="multipart\/form-data"/i.test(html),
      }
      return answer
    },
    async start() {
      const answer = await post(
        'starting',
        `/checkout/${orderId}`,
        form.isMultipart ? await multipart(form.fields) : urlencoded(form.fields),
      )
      bankPage = new URL(answer.headers.location ?? '', url).pathname
      returnPath = `/api/paynet/return/${bankPage.split('/').at(-1)}`
      return answer
    },
    async leave() {
      const answer = await ask('the way to the bank', bankPage, 200)
      form = { fields: inputsOf(answer.body), isMultipart: false }
      return answer
    },
    comeBack: () => post('the return', returnPath, urlencoded(form.fields)),
    openResult: () => ask('the result', `/checkout/${orderId}/result`, 200),
  }
}

function urlencoded(fields: Fields): { body: string; headers: Record<string, string> } {
  return { body: new URLSearchParams(fields).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }
}

/** Up to the bank's page. */
export async function standAtBank(shop: Shop, connections: Connections): Promise<Shopper> {
  const shopper = newShopper(shop, connections)
  await shopper.makeOrder()
  await shopper.openCheckout()
  await shopper.start()
  return shopper
}

/** A whole payment, six requests. */
export async function pay(shop: Shop, connections: Connections): Promise<{ startMs: number; returnMs: number }> {
  const shopper = newShopper(shop, connections)
  await shopper.makeOrder()
  await shopper.openCheckout()
  const { ms: startMs } = await shopper.start()
  await shopper.leave()
  const { ms: returnMs } = await shopper.comeBack()
  await shopper.openResult()
  return { startMs, returnMs }
}
