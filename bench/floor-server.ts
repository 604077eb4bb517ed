import { randomBytes } from 'node:crypto'
import http from 'node:http'
import { json, text } from 'node:stream/consumers'
import { openSqliteFile } from '@/e2e/harness/sqlite-file'
import { DURABLE_COMMITS } from './durable-commits'

/**
 * The least that a checkout on this machine can cost: plain Node, hand-written pages, Paynet's two calls, and
 * as many durable commits as ours makes, before and after them. It checks nothing. Arguments: the port, the
 * provider's address, the database file.
 */
const [port = '0', provider = '', file = ''] = process.argv.slice(2)

const database = openSqliteFile(file)
for (const pragma of ['journal_mode = WAL', 'synchronous = FULL']) database.pragma(pragma)
database.exec(`
  CREATE TABLE orders (id TEXT PRIMARY KEY, reference TEXT UNIQUE, amount INTEGER NOT NULL);
  CREATE TABLE payments (id TEXT PRIMARY KEY, order_id TEXT NOT NULL, reference_no TEXT UNIQUE, status TEXT NOT NULL, session_id TEXT, token_id TEXT, xact_id TEXT);
  CREATE TABLE events (id INTEGER PRIMARY KEY, payment_id TEXT NOT NULL, detail TEXT NOT NULL);
`)

type Row = Record<string, string | number>

const statements = {
  makeOrder: database.prepare('INSERT INTO orders VALUES (?, ?, ?)'),
  findOrder: database.prepare<[string], Row>('SELECT * FROM orders WHERE id = ?'),
  makePayment: database.prepare("INSERT INTO payments (id, order_id, reference_no, status) VALUES (?, ?, ?, 'created')"),
  findPayment: database.prepare<[string], Row>('SELECT * FROM payments WHERE id = ?'),
  findPaymentOf: database.prepare<[string], Row>('SELECT * FROM payments WHERE order_id = ?'),
  challenge: database.prepare("UPDATE payments SET status = 'awaiting_3ds', session_id = ?, token_id = ? WHERE id = ?"),
  charging: database.prepare("UPDATE payments SET status = 'charging' WHERE id = ? AND status = 'awaiting_3ds'"),
  succeed: database.prepare("UPDATE payments SET status = 'succeeded', xact_id = ? WHERE id = ?"),
  event: database.prepare('INSERT INTO events (payment_id, detail) VALUES (?, ?)'),
}

const kept = new http.Agent({ keepAlive: true })

/** `charge` uses a separate connection, as ours does: one that was just closed must not make the charge look lost. */
function call(path: string, body: object, agent: http.Agent | false): Promise<Row> {
  return new Promise((resolve, reject) => {
    const sent = JSON.stringify(body)
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(sent) }
    const request = http.request(`${provider}${path}`, { method: 'POST', agent, headers }, (response) => {
      json(response).then((answer) => resolve(answer as Row), reject)
    })
    request.on('error', reject)
    request.end(sent)
  })
}

/** The rest of what ours commits at this point, with one line of history each. */
function commitMore(times: number, paymentId: string, detail: string): void {
  for (let done = 0; done < times; done++) statements.event.run(paymentId, detail)
}

const newId = () => randomBytes(16).toString('base64url')
const page = (title: string, body: string) =>
  `<!doctype html><html lang="tr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title></head><body><main><h1>${title}</h1>${body}</main></body></html>`
const field = (name: string, label: string) => `<p><label>${label} <input name="${name}" required></label></p>`

type Reply = { status: number; headers?: Record<string, string>; body: string }
const html = (body: string): Reply => ({ status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body })
const seeOther = (location: string): Reply => ({ status: 303, headers: { Location: location }, body: '' })
const notFound: Reply = { status: 404, body: '' }

async function makeOrder(request: http.IncomingMessage): Promise<Reply> {
  const { reference, amount } = (await json(request)) as { reference: string; amount: number }
  const id = newId()
  statements.makeOrder.run(id, reference, amount)
  return { status: 201, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ id, reference, amount }) }
}

function showCheckout(id: string): Reply {
  const order = statements.findOrder.get(id)
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
  const form = new URLSearchParams(await text(request))
  const order = statements.findOrder.get(orderId)
  if (!order) return notFound
  const id = newId()
  const referenceNo = `${order.reference}-${id.slice(0, 8)}`
  statements.makePayment.run(id, orderId, referenceNo)
  commitMore(DURABLE_COMMITS.start.before - 1, id, 'start')
  const { session_id, token_id } = await call(
    '/v2/transaction/tds_initial',
    {
      amount: (Number(order.amount) / 100).toFixed(2).replace('.', ','),
      reference_no: referenceNo,
      return_url: `http://localhost:${port}/api/paynet/return/${id}`,
      domain: 'localhost',
      card_holder: form.get('holder'),
      pan: form.get('number'),
      month: Number(form.get('expiry')?.slice(0, 2)),
      year: 2000 + Number(form.get('expiry')?.slice(3)),
      cvc: form.get('cvc'),
    },
    kept,
  )
  statements.challenge.run(session_id, token_id, id)
  commitMore(DURABLE_COMMITS.start.after - 1, id, 'challenged')
  return seeOther(`/checkout/${orderId}/3d/${id}`)
}

function leave(id: string): Reply {
  const payment = statements.findPayment.get(id)
  if (!payment) return notFound
  const hidden = ['session_id', 'token_id'].map((name) => `<input type="hidden" name="${name}" value="${payment[name]}">`)
  return html(
    page('Banka', `<form method="post" action="${provider}/v1/paynetjgate/tds_easy">${hidden.join('')}<button>Bankaya git</button></form>`),
  )
}

async function takeReturn(id: string, request: http.IncomingMessage): Promise<Reply> {
  const form = new URLSearchParams(await text(request))
  const payment = statements.findPayment.get(id)
  if (!payment || payment.session_id !== form.get('session_id') || payment.token_id !== form.get('token_id')) return notFound
  if (statements.charging.run(id).changes !== 1) return notFound
  commitMore(DURABLE_COMMITS.return.before - 1, id, 'charging')
  const { session_id, token_id } = payment
  const { xact_id } = await call('/v2/transaction/tds_charge', { session_id, token_id }, false)
  statements.succeed.run(xact_id, id)
  commitMore(DURABLE_COMMITS.return.after - 1, id, 'succeeded')
  return seeOther(`/checkout/${payment.order_id}/result`)
}

function showResult(orderId: string): Reply {
  const payment = statements.findPaymentOf.get(orderId)
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
