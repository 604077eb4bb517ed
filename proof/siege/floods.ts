import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { multipart } from '@/e2e/harness/raw-request'
import { formsOf } from '@/e2e/harness/raw-shopper'
import { type Attack, crowd, type Field } from './attack'
import { ask } from './wire'

const FORM = 'application/x-www-form-urlencoded'

/** Each password costs the app a hash that is slow on purpose. */
export const loginFlood: Attack = {
  name: 'login-flood',
  sends: '2,000 sign-ins, 1,000 at once, every fourth through the page’s form, the others at `/api/auth/callback/credentials`',
  addresses: [1, 40],
  ms: { full: 25_000, quick: 5_000 },
  run: async (field) => {
    const { url } = field.target
    const [csrf, page] = await Promise.all([ask(field, 0, '/api/auth/csrf'), ask(field, 0, '/login')])
    const csrfToken = String((JSON.parse(csrf?.body || '{}') as { csrfToken?: unknown }).csrfToken)
    const cookie = (csrf?.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ')
    const fields = formsOf(page?.body ?? '').findLast((form) => form.some(([name]) => name === 'password')) ?? []
    await crowd(field, { atOnce: 1_000, most: 2_000 }, async (n) => {
      const credentials = { email: `kisi-${n}@example.com`, password: `yanlış parola ${n}` }
      if (n % 4 === 3) {
        const form = await multipart(fields.map(([name, value]) => [name, name in credentials ? credentials[name as 'email'] : value]))
        await ask(field, n, '/login', { method: 'POST', headers: { ...form.headers, Origin: url }, body: form.body })
        return
      }
      const body = new URLSearchParams({ csrfToken, json: 'true', ...credentials }).toString()
      await ask(field, n, '/api/auth/callback/credentials', {
        method: 'POST',
        headers: { 'Content-Type': FORM, Origin: url, Cookie: cookie },
        body,
      })
    })
  },
}

export const pageFlood: Attack = {
  name: 'page-flood',
  sends: '200 connections that ask for pages one after another: `/`, `/login`, checkouts, results; 100 ms of rest after a refusal',
  addresses: [1, 40],
  run: async (field) => {
    const { orders } = field.target
    const agents = Array.from({ length: 200 }, () => new http.Agent({ keepAlive: true, maxSockets: 1 }))
    await crowd(field, { atOnce: agents.length, most: 100_000 }, async (n) => {
      const order = orders[n % orders.length]
      const path = ['/', '/login', `/checkout/${order}`, `/checkout/${order}/result`][n % 4] ?? '/'
      const agent = agents[n % agents.length] ?? new http.Agent()
      const answer = await ask(field, n % agents.length, path, { agent })
      // It shares two cores with the app: refusals at full speed would measure the attacker.
      if (answer === null || answer.status >= 429) await sleep(100)
    })
    for (const agent of agents) agent.destroy()
  },
}

/** Requests that are expensive to read: endless keys, endless nesting, oversized bodies. */
export const hashFlood: Attack = {
  name: 'hash-flood',
  sends: '20 at once: 80, 700 or 1,900 header names, 600 query names, 500 to 3,000 form fields, 2 MB bodies, JSON 15,000 deep',
  addresses: [1, 40],
  run: async (field) => {
    const { url, merchantKey } = field.target
    const origin = { Origin: url }
    const json = { Authorization: `Bearer ${merchantKey}`, 'Content-Type': 'application/json' }
    const names = (count: number) => Array.from({ length: count }, (_, n) => `${field.dice.whole(0, 999_999_999).toString(36)}${n}`)
    const headers = (count: number) => Object.fromEntries(names(count).map((name) => [`x${name}`, '']))
    const many = await multipart(names(500).map((name) => [name, 'x']))
    const deep = `{"reference":${'['.repeat(15_000)}${']'.repeat(15_000)}}`
    const kinds: Array<(n: number) => Promise<unknown>> = [
      (n) => ask(field, n, '/login', { headers: headers(80) }),
      (n) => ask(field, n, '/login', { headers: headers(700) }),
      (n) => ask(field, n, '/login', { headers: headers(1_900) }),
      (n) => ask(field, n, `/login?${names(600).join('&')}`),
      (n) => ask(field, n, `/api/health/live?${names(600).join('&')}`),
      (n) => post(field, n, '/login', { ...origin, 'Content-Type': FORM }, names(3_000).join('=&')),
      (n) => post(field, n, '/login', { ...origin, ...many.headers }, many.body),
      (n) => post(field, n, '/api/paynet/return/AAAAAAAAAAAAAAAAAAAAAA', { 'Content-Type': FORM }, names(1_200).join('=&')),
      (n) => post(field, n, '/api/auth/callback/credentials', { ...origin, 'Content-Type': 'application/json' }, deep),
      (n) => post(field, n, '/api/orders', json, deep),
      (n) => post(field, n, '/api/orders', json, `{"reference":"${'x'.repeat(2_000_000)}"}`),
      (n) => post(field, n, '/login', { ...origin, 'Content-Type': FORM }, `a=${'x'.repeat(2_000_000)}`),
    ]
    await crowd(field, { atOnce: 20, most: 4_000, pauseMs: 100 }, async (n) => {
      await kinds[n % kinds.length]?.(n)
    })
  },
}

function post(field: Field, n: number, path: string, headers: Record<string, string>, body: string | Uint8Array): Promise<unknown> {
  return ask(field, n, path, { method: 'POST', headers, body })
}
