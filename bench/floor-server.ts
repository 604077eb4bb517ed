import http from 'node:http'
import { json, text } from 'node:stream/consumers'
import { newId, openLeastCheckout } from './least-checkout'

/**
 * The least that a checkout on this machine can cost: plain Node and hand-written pages around the least work of a
 * payment. Arguments: the port, the provider's address, the database file.
 */
const [port = '0', provider = '', file = ''] = process.argv.slice(2)

const checkout = openLeastCheckout(file, provider, `http://localhost:${port}`)

const page = (title: string, body: string) =>
  `<!doctype html><html lang="tr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title></head><body><main><h1>${title}</h1>${body}</main></body></html>`
const field = (name: string, label: string) => `<p><label>${label} <input name="${name}" required></label></p>`

type Reply = { status: number; headers?: Record<string, string>; body: string }
const html = (body: string): Reply => ({ status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body })
const seeOther = (location: string): Reply => ({ status: 303, headers: { Location: location }, body: '' })
const notFound: Reply = { status: 404, body: '' }

async function makeOrder(request: http.IncomingMessage): Promise<Reply> {
  const { reference, amount } = (await json(request)) as { reference: string; amount: number }
  const order = checkout.makeOrder(reference, amount)
  return { status: 201, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(order) }
}

function showCheckout(id: string): Reply {
  const order = checkout.findOrder(id)
  if (!order) return notFound
  const fields = [
    field('holder', 'Kart üzerindeki ad'),
    field('number', 'Kart numarası'),
    field('expiry', 'Son kullanma'),
    field('cvc', 'CVC'),
  ]
  return html(
    page(
      `${Number(order.amount) / 100} TL öde`,
      `<form method="post"><input type="hidden" name="attempt_key" value="${newId()}">${fields.join('')}<button>Öde</button></form>`,
    ),
  )
}

async function start(orderId: string, request: http.IncomingMessage): Promise<Reply> {
  const id = await checkout.start(orderId, new URLSearchParams(await text(request)))
  return id === null ? notFound : seeOther(`/checkout/${orderId}/3d/${id}`)
}

function leave(id: string): Reply {
  const payment = checkout.findPayment(id)
  if (!payment) return notFound
  const hidden = ['session_id', 'token_id'].map((name) => `<input type="hidden" name="${name}" value="${payment[name]}">`)
  return html(page('Banka', `<form method="post" action="${checkout.bank}">${hidden.join('')}<button>Bankaya git</button></form>`))
}

async function takeReturn(id: string, request: http.IncomingMessage): Promise<Reply> {
  const orderId = await checkout.takeReturn(id, new URLSearchParams(await text(request)))
  return orderId === null ? notFound : seeOther(`/checkout/${orderId}/result`)
}

function showResult(orderId: string): Reply {
  const payment = checkout.findPaymentOf(orderId)
  return payment ? html(page('Ödendi', `<p>${payment.reference_no}: ${payment.status}</p>`)) : notFound
}

async function answer(request: http.IncomingMessage): Promise<Reply> {
  const [, first, second, third, fourth] = (request.url ?? '').split('/')
  const isPost = request.method === 'POST'
  if (first === 'api' && second === 'orders' && isPost) return makeOrder(request)
  if (first === 'api' && third === 'return' && isPost) return takeReturn(fourth ?? '', request)
  if (first !== 'checkout') return { status: 200, body: 'ok' }
  if (third === '3d') return leave(fourth ?? '')
  if (third === 'result') return showResult(second ?? '')
  return isPost ? start(second ?? '', request) : showCheckout(second ?? '')
}

const server = http.createServer(async (request, response) => {
  const { status, headers, body } = await answer(request)
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body)
})
server.keepAliveTimeout = 65_000
server.listen(Number(port), () => process.on('SIGTERM', () => process.exit(0)))
