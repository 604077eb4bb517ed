import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const key = Buffer.from(process.env.WEBHOOK_SECRET.replace('whsec_', ''), 'base64')
if (key.length < 24) throw new Error('WEBHOOK_SECRET is not a secret')

/** `body`: the bytes as received. Parsing and serialising them again would change the signature. */
function isFromCheckout(headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures = '' } = headers
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')
  // Two signatures, separated by a blank, while the secret is being changed.
  const isSigned = signatures.split(' ').some((signature) => isSame(signature, `v1,${expected}`))
  return isSigned && Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300
}

function isSame(one, other) {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    if (!isFromCheckout(request.headers, body)) return response.writeHead(400).end()
    response.writeHead(204).end()
    work(JSON.parse(body))
  })
}).listen(process.env.PORT ?? 8080)

/** Your part. Events come at least once and in any order: ignore an order_version lower than the one you have. */
function work({ type, data }) {
  console.log(type, data.order?.reference, data.order?.status, data.order_version)
}
