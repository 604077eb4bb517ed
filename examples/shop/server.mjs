/**
 * A shop in one file: it makes an order, sends its shopper to pay, is told of the outcome, and gives money back.
 * Node alone runs it. README.md beside it says how, and what a real shop would do otherwise.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'

const {
  CHECKOUT_URL = 'http://localhost:3000',
  MERCHANT_API_KEY,
  WEBHOOK_SECRET = '',
  PORT = '8080',
  SHOP_FILE = 'shop.json',
} = process.env
const SHOP_URL = `http://localhost:${PORT}`
const CUP = { name: 'Kahve fincanı', price: 14_990 }

const webhookKey = Buffer.from(WEBHOOK_SECRET.replace('whsec_', ''), 'base64')
if (!MERCHANT_API_KEY || webhookKey.length < 24) throw new Error('Set MERCHANT_API_KEY and WEBHOOK_SECRET to what the checkout has.')

// What is known, in a file that stands for a shop's database.

/** `orders` by our own reference; `lastEvent`: the last entry that was read of the checkout's list of events. */
const shop = existsSync(SHOP_FILE) ? JSON.parse(readFileSync(SHOP_FILE, 'utf8')) : { orders: {}, lastEvent: null }

/** All or nothing, whenever the power goes. */
function save() {
  writeFileSync(`${SHOP_FILE}.new`, JSON.stringify(shop, null, 2))
  renameSync(`${SHOP_FILE}.new`, SHOP_FILE)
}

// The checkout's API.

async function api(method, path, body) {
  const answer = await fetch(`${CHECKOUT_URL}/api${path}`, {
    method,
    headers: { Authorization: `Bearer ${MERCHANT_API_KEY}`, 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  })
  const told = await answer.json()
  if (!answer.ok) throw Object.assign(new Error(`${method} ${path}: ${answer.status} ${told.detail}`), { status: answer.status })
  return told
}

/** Written down before the checkout is asked, so that no order is out there which we do not know. */
async function buy() {
  const reference = `SIP-${randomBytes(6).toString('hex')}`
  shop.orders[reference] = { id: null, amount: CUP.price, drawn: CUP.price, status: 'open', version: 0, refunds: [], paidAt: null }
  save()
  const order = await api('POST', '/orders', {
    reference,
    amount: CUP.price,
    description: CUP.name,
    success_url: SHOP_URL,
    cancel_url: SHOP_URL,
  })
  shop.orders[reference].id = order.id
  save()
  return order.checkout_url
}

/** Paid, and nothing of it on its way back, or back. `refunds`: the newest first. */
function canGiveBack({ status, refunds: [last] }) {
  return status === 'paid' && (!last || ['refused', 'withdrawn', 'not_sent'].includes(last.status))
}

/** Gives back all that was drawn, which instalments may have made more than the price. Asking twice with the same reference is asking once. */
async function giveBack(reference) {
  const { id, amount, drawn = amount, refunds } = shop.orders[reference]
  if (!canGiveBack(shop.orders[reference])) return
  await api('POST', `/orders/${id}/refunds`, { reference: `IADE-${reference}-${refunds.length + 1}`, amount: drawn })
  take(await api('GET', `/orders/${id}`))
}

/**
 * Takes in an order as the checkout tells it, whichever way it came. News may come twice and in any order: what is older
 * than what we have is left out, and an order becomes paid once.
 */
function take({ id, reference, status, version, refunds, payments }) {
  const order = shop.orders[reference]
  if (!order || version < order.version) return
  const isNewlyPaid = status === 'paid' && order.paidAt === null
  const paid = payments.find((payment) => payment.status === 'succeeded' && !payment.late)
  const drawn = paid?.charged_amount ?? order.drawn
  Object.assign(order, { id, status, version, refunds, drawn, paidAt: isNewlyPaid ? new Date().toISOString() : order.paidAt })
  save()
  // Here a real shop would pack the parcel.
  if (isNewlyPaid) console.log(`paid ${reference}`)
}

/** Reads the events behind the last one that we read, and asks for the orders that they are about. */
async function catchUp() {
  for (let hasMore = true; hasMore; ) {
    const { data, has_more } = await api('GET', `/events?limit=100${shop.lastEvent ? `&after=${shop.lastEvent}` : ''}`).catch((error) => {
      if (error.status !== 422 || shop.lastEvent === null) throw error
      // It is no longer kept: what is kept is read from its beginning.
      shop.lastEvent = null
      return { data: [], has_more: true }
    })
    for (const id of new Set(data.flatMap((event) => event.order_id ?? []))) take(await api('GET', `/orders/${id}`))
    shop.lastEvent = data.at(-1)?.id ?? shop.lastEvent
    save()
    hasMore = has_more
  }
}

/** A webhook that got lost for good is found here within a minute; so is all that happened while we were away. */
async function keepUp() {
  await catchUp().catch((error) => console.error(error.message))
  setTimeout(keepUp, 60_000)
}

// Webhooks.

function isFromCheckout(headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures = '' } = headers
  const expected = createHmac('sha256', webhookKey).update(`${id}.${timestamp}.`).update(body).digest('base64')
  const isSigned = signatures.split(' ').some((signature) => isSame(signature, `v1,${expected}`))
  return isSigned && Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300
}

function isSame(one, other) {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Answered once the news is written down: whatever is not answered so is told again. */
function hear(headers, body) {
  if (!isFromCheckout(headers, body)) return { status: 400 }
  const { order } = JSON.parse(body).data
  if (order) take(order)
  return { status: 204 }
}

// The shop's own pages.

const lira = new Intl.NumberFormat('tr-TR', { style: 'currency', currency: 'TRY' })
const button = (path, label) => `<form method="post" action="${path}"><button>${label}</button></form>`

function page() {
  const rows = Object.entries(shop.orders).map(([reference, order]) => {
    const { amount, status, refunds } = order
    const action = canGiveBack(order) ? button(`/refund/${reference}`, 'Give back') : ''
    const cells = [reference, lira.format(amount / 100), status, refunds[0]?.status ?? '', action]
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
  })
  return `<!doctype html><meta charset="utf-8"><title>A shop</title><h1>${CUP.name}, ${lira.format(CUP.price / 100)}</h1>
${button('/buy', 'Buy')}
<table><tr><th>Order<th>Amount<th>Status<th>Refund</tr>${rows.reverse().join('\n')}</table>`
}

async function answer({ method, url, headers }, body) {
  if (method === 'POST' && url === '/webhooks') return hear(headers, body)
  if (method === 'GET' && url === '/') return { status: 200, html: page() }
  // Nobody else's page may press our buttons.
  if (method !== 'POST' || headers.origin !== SHOP_URL) return { status: 403 }
  const [, action, reference] = url.split('/')
  if (action === 'buy') return { status: 303, location: await buy() }
  if (action !== 'refund' || !Object.hasOwn(shop.orders, reference)) return { status: 404 }
  await giveBack(reference)
  return { status: 303, location: '/' }
}

createServer(async (request, response) => {
  try {
    const { status, location, html } = await answer(request, await readBody(request))
    response.writeHead(status, location ? { Location: location } : { 'Content-Type': 'text/html; charset=utf-8' }).end(html)
  } catch (error) {
    console.error(error.message)
    response.writeHead(503).end()
  }
}).listen(Number(PORT), '127.0.0.1', () => console.log(`The shop is at ${SHOP_URL}`))

/** The bytes as they came, which is what a webhook's signature is of. */
async function readBody(request) {
  const chunks = []
  let length = 0
  for await (const chunk of request) {
    length += chunk.length
    if (length > 1_000_000) throw new Error('A body of more than a megabyte')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

await keepUp()
