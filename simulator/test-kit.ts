import { afterEach } from 'vitest'
import type { Call } from './calls'
import type { Transaction } from './records'
import { type Simulator, startSimulator } from './server'

export const secretKey = 'sck_test_0123456789/+abc'

const running = new Set<Simulator>()

afterEach(async () => {
  await Promise.all([...running].map((simulator) => simulator.close()))
  running.clear()
})

/** A shop that talks to a simulator of its own over HTTP. */
export async function startShop(options: { ledgerFile?: string; now?: () => Date } = {}) {
  const simulator = await startSimulator({ port: 0, host: '127.0.0.1', secretKey, ...options })
  running.add(simulator)
  const { url } = simulator
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { authorization: `Basic ${secretKey}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const initial = (fields: object = {}) => post('/v2/transaction/tds_initial', { ...payment, ...fields })
  const shop = {
    url,
    close: simulator.close,
    post,
    initial,
    charge: (pair: Pair) => post('/v2/transaction/tds_charge', pair),
    check: (fields: object) => post('/v1/transaction/check', fields),
    fault: (fields: object) => post('/control/faults', fields),
    ledger: () => getJson<Transaction[]>(`${url}/control/ledger`),
    calls: () => getJson<Call[]>(`${url}/control/calls`),
    openSession: async (fields: object = {}): Promise<Session> => (await initial(fields)).json() as Promise<Session>,
    /** What the browser does on the bank page; the page that comes back is HTML. */
    answerBank: (pair: Pair, answer: Record<string, string>) =>
      fetch(`${url}/bank/3d`, { method: 'POST', body: new URLSearchParams({ ...pair, action: 'approve', ...answer }) }),
    /** A session whose 3D has passed. */
    openPassed: async (fields: object = {}, otp = 'a'): Promise<Pair> => {
      const { session_id, token_id } = await shop.openSession(fields)
      await (await shop.answerBank({ session_id, token_id }, { otp })).text()
      return { session_id, token_id }
    },
  }
  return shop
}

export type Pair = { session_id: string; token_id: string }
export type Session = Pair & { post_url: string; html_content: string; object_name: string; code: number; message: string }

export const payment = {
  amount: '1234,50',
  reference_no: 'REF-1',
  return_url: 'http://localhost:3000/return/1?a=1&b=2',
  domain: 'shop.example',
  card_holder: 'Ayşe Yılmaz',
  pan: '4355084355084358',
  month: 12,
  year: 2030,
  cvc: '739',
}

/** The hidden inputs of a page, unescaped as a browser would. */
export function hiddenInputs(html: string): Record<string, string> {
  const inputs = html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]))
}

export function pairOf({ session_id, token_id }: Pair): Pair {
  return { session_id, token_id }
}

async function getJson<T>(url: string): Promise<T> {
  return (await fetch(url)).json() as Promise<T>
}
