import { once } from 'node:events'
import http from 'node:http'
import { afterAll, beforeEach } from 'vitest'

/** What Paynet has answered, or what is answered in its place. */
export type Answer = { status: number; body: Record<string, unknown> }
type Rule = { path: string; change: ((answer: Answer) => Answer) | null; instead: Answer | null }

/**
 * Stands between the app and the simulator, and gives answers in shapes for which the simulator has no fault. Import
 * it before anything reads the environment.
 */
const simulator = new URL(process.env.PAYNET_API_URL ?? '')
let rules: Rule[] = []

const server = http.createServer((request, response) => {
  // What is lost behind us is lost before us as well.
  answer(request, response).catch(() => request.socket.destroy())
})

async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const rule = rules.find(({ path }) => request.url === path)
  const real = rule?.instead ?? (await forward(request, Buffer.concat(chunks)))
  const { status, body } = rule?.change ? rule.change(real) : real
  const text = JSON.stringify(body)
  response.writeHead(status, { 'Content-Type': 'application/json; charset=UTF-8', 'Content-Length': Buffer.byteLength(text) }).end(text)
}
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
if (typeof address !== 'object' || !address) throw new Error('the server has no address')
process.env.PAYNET_API_URL = `http://127.0.0.1:${address.port}`

beforeEach(answerAsEver)
afterAll(() => void server.close())

async function forward({ url, headers }: http.IncomingMessage, body: Buffer): Promise<Answer> {
  const request = http.request(new URL(url ?? '/', simulator), { method: 'POST', headers: { ...headers, host: simulator.host } })
  request.end(body)
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return { status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) as Answer['body'] }
}

/** From now on Paynet does its work at `path`, and its answers there arrive changed. */
export function changeAnswers(path: string, change: (answer: Answer) => Answer): void {
  rules = [{ path, change, instead: null }, ...rules]
}

/** The same, with some fields of the answer's body. */
export function changeFields(path: string, fields: object): void {
  changeAnswers(path, ({ status, body }) => ({ status, body: { ...body, ...fields } }))
}

/** From now on Paynet does nothing at `path`, and this is answered. */
export function answerInstead(path: string, body: Answer['body'], status = 200): void {
  rules = [{ path, change: null, instead: { status, body } }, ...rules]
}

export function answerAsEver(): void {
  rules = []
}

/** Changes each row of a list, and drops those that become null. */
export function changeRows(path: string, change: (row: Record<string, unknown>) => Record<string, unknown> | unknown[] | null): void {
  changeAnswers(path, ({ status, body }) => {
    if (!Array.isArray(body.Data)) return { status, body }
    const rows = body.Data.flatMap((row) => change(row as Record<string, unknown>) ?? [])
    return { status, body: { ...body, total: rows.length, total_count: rows.length, Data: rows } }
  })
}
