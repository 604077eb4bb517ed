import { randomBytes } from 'node:crypto'
import http from 'node:http'
import { json } from 'node:stream/consumers'
import { openSqliteFile } from '@/db/sqlite-driver'
import { DURABLE_COMMITS } from './durable-commits'

type Row = Record<string, string | number>

/**
 * The least that a payment can do to its database and its provider: Paynet's two calls, and as many durable commits
 * as ours makes, before and after them. It checks nothing. The floor and bare Next share it, so that they differ
 * only in what answers the requests.
 */
export function openLeastCheckout(file: string, provider: string, ownUrl: string) {
  const database = openSqliteFile(file)
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL']) database.pragma(pragma)
  database.exec(`
    CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, reference TEXT UNIQUE, amount INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS payments (id TEXT PRIMARY KEY, order_id TEXT NOT NULL, reference_no TEXT UNIQUE, status TEXT NOT NULL, session_id TEXT, token_id TEXT, xact_id TEXT);
    CREATE INDEX IF NOT EXISTS payments_order ON payments(order_id);
    CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, payment_id TEXT NOT NULL, detail TEXT NOT NULL);
  `)
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

  return {
    /** Where the bank's form goes. */
    bank: `${provider}/v1/paynetjgate/tds_easy`,

    makeOrder(reference: string, amount: number): { id: string; reference: string; amount: number } {
      const id = newId()
      statements.makeOrder.run(id, reference, amount)
      return { id, reference, amount }
    },

    findOrder: (id: string) => statements.findOrder.get(id),
    findPayment: (id: string) => statements.findPayment.get(id),
    findPaymentOf: (orderId: string) => statements.findPaymentOf.get(orderId),

    /** Starts a payment with the fields of a card form; null if there is no such order. */
    async start(orderId: string, form: { get(name: string): unknown }): Promise<string | null> {
      const order = statements.findOrder.get(orderId)
      if (!order) return null
      const id = newId()
      const referenceNo = `${order.reference}-${id.slice(0, 8)}`
      statements.makePayment.run(id, orderId, referenceNo)
      commitMore(DURABLE_COMMITS.start.before - 1, id, 'start')
      const expiry = String(form.get('expiry'))
      const { session_id, token_id } = await call(
        '/v2/transaction/tds_initial',
        {
          amount: (Number(order.amount) / 100).toFixed(2).replace('.', ','),
          reference_no: referenceNo,
          return_url: `${ownUrl}/api/paynet/return/${id}`,
          domain: 'localhost',
          card_holder: form.get('holder'),
          pan: form.get('number'),
          month: Number(expiry.slice(0, 2)),
          year: 2000 + Number(expiry.slice(3)),
          cvc: form.get('cvc'),
        },
        kept,
      )
      statements.challenge.run(session_id, token_id, id)
      commitMore(DURABLE_COMMITS.start.after - 1, id, 'challenged')
      return id
    },

    /** Charges on the bank's return and answers with the payment's order; null if the pair is not the payment's. */
    async takeReturn(id: string, form: { get(name: string): unknown }): Promise<string | null> {
      const payment = statements.findPayment.get(id)
      if (!payment || payment.session_id !== form.get('session_id') || payment.token_id !== form.get('token_id')) return null
      if (statements.charging.run(id).changes !== 1) return null
      commitMore(DURABLE_COMMITS.return.before - 1, id, 'charging')
      const { session_id, token_id } = payment
      const { xact_id } = await call('/v2/transaction/tds_charge', { session_id, token_id }, false)
      statements.succeed.run(xact_id, id)
      commitMore(DURABLE_COMMITS.return.after - 1, id, 'succeeded')
      return String(payment.order_id)
    },
  }
}

export const newId = () => randomBytes(16).toString('base64url')
